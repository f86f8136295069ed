using System.Globalization;
using System.Numerics;
using System.Text;

namespace Misread.Imaging;

/// <summary>
/// A small typeface for captions and plots, drawn as strokes so that it is smooth at any size: ASCII, some punctuation and
/// a few accented letters; anything else is a box.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal static class StrokeFont
{
    /// <summary>Units of an em.</summary>
    public const float Em = 20;

    /// <summary>Height of the capitals, in ems.</summary>
    public const double CapHeight = 14 / 20.0;

    /// <summary>Space between two letters, in units.</summary>
    private const float Spacing = 3.8f;

    /// <summary>Width of a space, in units.</summary>
    private const float Space = 5.6f;

    private static readonly Dictionary<int, Glyph> Glyphs = ParseTable();
    private static readonly Glyph Box = ParseGlyph(StrokeFontTable.Box.Split(' '));
    private static readonly Glyph Blank = new(Space, []);

    /// <summary>The drawing of a character; a control character is a space.</summary>
    public static Glyph For(Rune rune) =>
        Glyphs.TryGetValue(rune.Value, out Glyph? glyph) ? glyph
        : Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) ? Blank
        : Box;

    /// <summary>The width of a line of text in pixels, for letters of <paramref name="size"/> pixels an em.</summary>
    public static double Measure(string text, double size)
    {
        double units = 0;
        foreach (Rune rune in text.EnumerateRunes())
            units += For(rune).Advance;
        return units * size / Em;
    }

    /// <summary>The text, or as much of its beginning and end as fits the width, with … between; empty if nothing fits.</summary>
    public static string Elide(string text, double size, double width)
    {
        if (Measure(text, size) <= width)
            return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int kept = runes.Length - 1; kept >= 0; kept--)
        {
            int head = (kept + 1) / 2;
            string elided = $"{Join(runes.AsSpan(0, head))}…{Join(runes.AsSpan(runes.Length - (kept - head)))}";
            if (Measure(elided, size) <= width)
                return elided;
        }

        return "";
    }

    private static string Join(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder();
        foreach (Rune rune in runes)
            text.Append(rune);
        return text.ToString();
    }

    private static Dictionary<int, Glyph> ParseTable()
    {
        var glyphs = new Dictionary<int, Glyph>();
        foreach (string line in StrokeFontTable.Letters.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Rune letter = line.EnumerateRunes().First();
            glyphs.Add(letter.Value, ParseGlyph(line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries), glyphs));
        }

        return glyphs;
    }

    private static Glyph ParseGlyph(string[] words, Dictionary<int, Glyph>? known = null)
    {
        var strokes = new List<Vector2[]>();
        var stroke = new List<Vector2>();
        string command = "";
        int at = 1;
        while (at < words.Length)
        {
            if (!IsNumber(words[at]))
                command = words[at++];
            if (command is "M" or "O" && stroke.Count > 0)
                EndStroke();
            switch (command)
            {
                case "@":
                    strokes.AddRange(known![char.ConvertToUtf32(words[at++], 0)].Strokes);
                    break;
                case "Q":
                    AddQuadratic(stroke, Point(), Point());
                    break;
                case "A" or "O":
                    Vector2 center = Point();
                    Vector2 radius = Point();
                    Vector2 angles = command == "O" ? new Vector2(0, 360) : Point();
                    AddArc(stroke, center, radius, angles.X, angles.Y);
                    break;
                default:
                    stroke.Add(Point());
                    command = "L";
                    break;
            }
        }

        EndStroke();
        return new Glyph(Number(words[0]) + Spacing, [.. strokes]);

        void EndStroke()
        {
            if (stroke.Count > 0)
                strokes.Add([.. stroke]);
            stroke.Clear();
        }

        Vector2 Point() => new(Number(words[at++]), Number(words[at++]));
    }

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[^1]);

    private static float Number(string word) => float.Parse(word, CultureInfo.InvariantCulture);

    private static void AddQuadratic(List<Vector2> stroke, Vector2 control, Vector2 end)
    {
        const int Steps = 8;
        Vector2 start = stroke[^1];
        for (int i = 1; i <= Steps; i++)
        {
            float t = i / (float)Steps;
            stroke.Add(Vector2.Lerp(Vector2.Lerp(start, control, t), Vector2.Lerp(control, end, t), t));
        }
    }

    private static void AddArc(List<Vector2> stroke, Vector2 center, Vector2 radius, float from, float to)
    {
        int steps = (int)Math.Ceiling(Math.Abs(to - from) / 15);
        for (int i = 0; i <= steps; i++)
        {
            (float sin, float cos) = MathF.SinCos((from + ((to - from) * i / steps)) * MathF.PI / 180);
            stroke.Add(center + (radius * new Vector2(cos, sin)));
        }
    }

    /// <summary>A letter: how far the next one stands, and its strokes; in units.</summary>
    internal sealed record Glyph(float Advance, Vector2[][] Strokes)
    {
        /// <summary>Space before the strokes, in units: half of what lies between two letters.</summary>
        public const float Bearing = Spacing / 2;
    }
}
