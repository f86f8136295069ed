using System.Text;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class StrokeFontTests
{
    private const string Ascii =
        "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private const string Others = "·–—…×−±≠≤≥→°ßäöüÄÖÜéèàñçåø";

    [Fact]
    public void Every_letter_has_a_drawing_of_its_own()
    {
        var seen = new Dictionary<string, Rune>();
        byte[] box = Draw("\uE000");
        foreach (Rune letter in (Ascii + Others).EnumerateRunes())
        {
            byte[] drawing = Draw(letter.ToString());
            Assert.Contains(drawing, p => p < 128);
            Assert.False(drawing.AsSpan().SequenceEqual(box), $"{letter} is a box");
            Assert.True(seen.TryAdd(Convert.ToBase64String(drawing), letter), $"{letter} looks like another letter");
        }
    }

    [Fact]
    public void No_letter_reaches_beyond_its_place()
    {
        foreach (Rune letter in (Ascii + Others).EnumerateRunes())
        {
            StrokeFont.Glyph glyph = StrokeFont.For(letter);
            foreach (var point in glyph.Strokes.SelectMany(s => s))
            {
                Assert.InRange(point.X, -1.5f, glyph.Advance - (2 * StrokeFont.Glyph.Bearing) + 1);
                Assert.InRange(point.Y, -3.6f, 18.5f);
            }
        }
    }

    [Fact]
    public void A_text_that_fits_is_left_as_it_is_and_a_long_one_keeps_both_ends()
    {
        const string Id = "mnist/test/00947";
        double whole = StrokeFont.Measure(Id, 13);
        Assert.Equal(Id, StrokeFont.Elide(Id, 13, whole));
        string elided = StrokeFont.Elide(Id, 13, 0.7 * whole);
        Assert.Matches("^mn.*….*47$", elided);
        Assert.Equal("", StrokeFont.Elide(Id, 13, 1));
        for (double width = 0; width < whole; width += 3)
            Assert.InRange(StrokeFont.Measure(StrokeFont.Elide(Id, 13, width), 13), 0, width);
    }

    [Fact]
    public void A_character_of_two_code_units_is_one_box_and_a_line_break_is_a_space()
    {
        Assert.Equal(StrokeFont.Measure("\uE000", 20), StrokeFont.Measure("😀", 20));
        Assert.Equal(Draw("a b"), Draw("a\nb"));
    }

    private static byte[] Draw(string text)
    {
        var canvas = new Canvas(60, 40, Rgb.Hex(0xFFFFFF));
        canvas.DrawText(4, 26, text, 24, Rgb.Hex(0x000000));
        return canvas.Bitmap.Pixels;
    }
}
