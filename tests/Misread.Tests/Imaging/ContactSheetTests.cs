using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class ContactSheetTests
{
    // The layout of the defaults: margin and gap 16, images of 28×28 four times enlarged.
    private const int Margin = 16;
    private const int Cell = 112;
    private const int Step = Cell + 16;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_image_stands_in_its_cell_enlarged_pixel_by_pixel(bool dark)
    {
        ContactSheetTile[] tiles = [.. Enumerable.Range(0, 11).Select(i => Tile(28, 28, i, "label 4 → read 9"))];
        Bitmap sheet = ContactSheet.Render(tiles, new ContactSheetOptions { Columns = 4, Dark = dark });
        Assert.Equal((2 * Margin) + (4 * Step) - 16, sheet.Width);
        int rowStep = (sheet.Height - (2 * Margin) + 16) / 3;
        for (int i = 0; i < tiles.Length; i++)
        {
            for (int p = 0; p < Cell * Cell; p++)
            {
                int x = Margin + (i % 4 * Step) + (p % Cell);
                int y = Margin + (i / 4 * rowStep) + (p / Cell);
                byte expected = tiles[i].Image.Pixels[(p / Cell / 4 * 28) + (p % Cell / 4)];
                Assert.Equal((expected, expected, expected), Pixel(sheet, x, y));
            }
        }
    }

    [Theory]
    [InlineData(28, 4)]
    [InlineData(8, 14)]
    [InlineData(32, 4)]
    [InlineData(200, 1)]
    public void Small_images_are_enlarged_until_they_are_legible(int side, int scale)
    {
        Bitmap sheet = ContactSheet.Render([Tile(side, side, 0)]);
        Assert.Equal((2 * Margin) + (side * scale), sheet.Height);
    }

    [Fact]
    public void A_sheet_of_one_tile_is_wide_enough_for_its_title()
    {
        const string Title = "Most ambiguous: misread with the greatest confidence";
        Bitmap sheet = ContactSheet.Render([Tile(28, 28, 0)], new ContactSheetOptions { Title = Title });
        Assert.InRange(sheet.Width, (2 * Margin) + StrokeFont.Measure(Title, 18), 600);
        Bitmap endless = ContactSheet.Render([Tile(28, 28, 0)], new ContactSheetOptions { Title = string.Concat(Enumerable.Repeat(Title, 50)) });
        Assert.InRange(endless.Width, 900, 1100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_caption_never_leaves_its_cell(bool dark)
    {
        const string Long = "label WWWWWWWWWWWWWWWWWWWWWWWWWWWW → read ⌘⌘⌘⌘⌘⌘⌘⌘⌘⌘⌘⌘⌘";
        ContactSheetTile[] tiles = [.. Enumerable.Range(0, 6).Select(i => Tile(28, 28, i, Long, Long, Long))];
        Bitmap sheet = ContactSheet.Render(tiles, new ContactSheetOptions { Columns = 3, Dark = dark, Title = Long + Long });
        var background = Pixel(sheet, 0, 0);
        int top = Margin + 32;
        for (int y = 0; y < sheet.Height; y++)
        {
            for (int x = 0; x < sheet.Width; x++)
            {
                // One pixel beside each image is its border.
                int inCell = x < Margin ? -Margin + x : (x - Margin) % Step;
                bool outside = y < 8 || y >= sheet.Height - 8 || x < Margin - 1 || x > sheet.Width - Margin
                    || (y > top && inCell > Cell && inCell < Step - 1);
                if (outside)
                    Assert.Equal((x, y, background), (x, y, Pixel(sheet, x, y)));
            }
        }
    }

    [Fact]
    public void The_caption_is_written_in_a_colour_that_can_be_read()
    {
        foreach (bool dark in new[] { false, true })
        {
            Bitmap with = ContactSheet.Render([Tile(28, 28, 0, "label 4", "98 %", "mnist/test/00947")], new ContactSheetOptions { Dark = dark });
            int lowest = Margin + Cell + 6 + (2 * 17);
            var ground = ToRgb(Pixel(with, 0, 0));
            double best = Enumerable.Range(0, with.Width).SelectMany(x => Enumerable.Range(lowest, 17), (x, y) => ToRgb(Pixel(with, x, y)).Contrast(ground)).Max();
            Assert.InRange(best, 4.5, 21);
        }
    }

    [Fact]
    public void Images_of_different_sizes_and_channels_stand_side_by_side()
    {
        var rgba = new Bitmap(10, 20, 4);
        Bitmap sheet = ContactSheet.Render([Tile(28, 20, 1, "one"), new(rgba, []), new(new Bitmap(5, 5, 3), ["a", "b"])]);
        Assert.Equal(3, sheet.Channels);

        // The transparent image shows the ground at its middle.
        Assert.Equal(Pixel(sheet, 0, 0), Pixel(sheet, Margin + Step + (Cell / 2), Margin + 40));
    }

    [Theory]
    [InlineData(28, 28, 8000, 8)] // samples of 1,000 classes
    [InlineData(512, 512, 420, 8)]
    [InlineData(5000, 200, 16, 8)]
    public void What_does_not_fit_is_left_out(int width, int height, int count, int columns)
    {
        ContactSheetTile tile = Tile(width, height, 0);
        Bitmap sheet = ContactSheet.Render([.. Enumerable.Repeat(tile, count)], new ContactSheetOptions { Columns = columns, Title = "Samples" });
        Assert.InRange((long)sheet.Width * sheet.Height, (long)width * height, 1 << 26);
    }

    [Fact]
    public void What_cannot_be_drawn_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => ContactSheet.Render([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Render([Tile(8, 8, 0)], new ContactSheetOptions { Columns = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Render([Tile(8, 8, 0)], new ContactSheetOptions { Scale = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Render([Tile(8, 8, 0)], new ContactSheetOptions { Scale = int.MaxValue }));
    }

    private static ContactSheetTile Tile(int width, int height, int seed, params string[] caption)
    {
        var pixels = new byte[width * height];
        new Random(seed).NextBytes(pixels);
        return new ContactSheetTile(new Bitmap(width, height, 1, pixels), caption);
    }

    private static (byte R, byte G, byte B) Pixel(Bitmap b, int x, int y)
    {
        int at = ((y * b.Width) + x) * 3;
        return (b.Pixels[at], b.Pixels[at + 1], b.Pixels[at + 2]);
    }

    private static Rgb ToRgb((byte R, byte G, byte B) p) => new(p.R, p.G, p.B);
}
