using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class CanvasTests
{
    private static readonly Rgb White = Rgb.Hex(0xFFFFFF);
    private static readonly Rgb Black = Rgb.Hex(0x000000);

    [Fact]
    public void A_rectangle_covers_whole_pixels_wholly_and_parts_by_their_share()
    {
        var canvas = new Canvas(5, 3, White);
        canvas.FillRectangle(1.5, 1, 2, 1, Black);
        Assert.Equal([255, 128, 0, 128, 255], Row(canvas, 1));
        Assert.Equal([255, 255, 255, 255, 255], Row(canvas, 0));
        Assert.Equal([255, 255, 255, 255, 255], Row(canvas, 2));
    }

    [Fact]
    public void A_border_runs_along_the_edge_and_leaves_the_middle()
    {
        var canvas = new Canvas(5, 5, White);
        canvas.DrawRectangle(0.5, 0.5, 4, 4, 1, Black);
        Assert.Equal([0, 0, 0, 0, 0], Row(canvas, 0));
        Assert.Equal([0, 255, 255, 255, 0], Row(canvas, 2));
        Assert.Equal([0, 0, 0, 0, 0], Row(canvas, 4));
    }

    [Fact]
    public void A_straight_line_along_pixel_centres_is_sharp_and_its_opacity_is_not_doubled_at_corners()
    {
        var canvas = new Canvas(9, 9, White);
        canvas.DrawLine([new(2, 4.5f), new(6, 4.5f), new(6, 4.5f), new(2, 4.5f)], 1, Black, 0.5);
        Assert.All(Row(canvas, 4)[2..6], v => Assert.InRange(v, 127, 128));
        Assert.Equal(Enumerable.Repeat((byte)255, 9), Row(canvas, 2));
    }

    [Fact]
    public void A_circle_has_its_area()
    {
        var canvas = new Canvas(40, 40, Black);
        canvas.FillCircle(20, 20, 12, White);
        double area = Enumerable.Range(0, 40).Sum(y => Row(canvas, y).Sum(v => v / 255.0));
        Assert.InRange(area, Math.PI * 144 * 0.99, Math.PI * 144 * 1.01);
    }

    [Fact]
    public void An_image_is_enlarged_by_whole_squares_and_its_transparency_shows_the_ground()
    {
        var canvas = new Canvas(6, 4, White);
        canvas.DrawImage(1, 1, new Bitmap(2, 1, 4, [9, 9, 9, 255, 9, 9, 9, 0]), 2);
        Assert.Equal([255, 9, 9, 255, 255, 255], Row(canvas, 1));
        Assert.Equal([255, 9, 9, 255, 255, 255], Row(canvas, 2));
        Assert.Equal([255, 255, 255, 255, 255, 255], Row(canvas, 3));
    }

    [Fact]
    public void What_lies_outside_is_left_out()
    {
        var canvas = new Canvas(4, 4, White);
        canvas.FillRectangle(-10, -10, 11, 11, Black);
        canvas.DrawLine([new(-50, 20), new(60, -30)], 3, Black);
        canvas.FillCircle(100, 100, 5, Black);
        canvas.DrawText(-3, 2, "far out of the picture", 20, Black);
        canvas.DrawImage(3, 3, new Bitmap(4, 4, 1), 3);
        Assert.Equal(0, canvas.Bitmap.Pixels[0]);
    }

    [Fact]
    public void Text_upwards_is_text_turned_by_a_quarter()
    {
        var across = new Canvas(60, 60, White);
        var upwards = new Canvas(60, 60, White);
        across.DrawText(10, 40, "Fg7", 20, Black);
        upwards.DrawText(40, 50, "Fg7", 20, Black, upwards: true);
        for (int y = 0; y < 60; y++)
        {
            for (int x = 0; x < 60; x++)
                Assert.Equal(Row(across, y)[x], Row(upwards, 59 - x)[y], 2.0);
        }
    }

    private static byte[] Row(Canvas canvas, int y)
    {
        int width = canvas.Bitmap.Width;
        return [.. Enumerable.Range(0, width).Select(x => canvas.Bitmap.Pixels[((y * width) + x) * 3])];
    }
}
