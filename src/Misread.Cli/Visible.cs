using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Misread.Cli;

/// <summary>
/// Text of files and folders on its way to the terminal: a control character, which would move the cursor, colour the screen
/// or worse, is shown as its picture (␛ for escape), and so is what turns the direction of writing.
/// </summary>
internal static class Visible
{
    /// <summary>The text with every control character but line feed and tab shown.</summary>
    public static string Text(string text)
    {
        if (!text.AsSpan().ContainsAny(Hidden))
            return text;
        var shown = new StringBuilder(text.Length);
        foreach (char c in text)
            shown.Append(Hidden.Contains(c) ? Picture(c) : c);
        return shown.ToString();
    }

    /// <summary>A table or another part of the screen whose cells hold such text.</summary>
    public static IRenderable Of(IRenderable inner) => new Shown(inner);

    private static System.Buffers.SearchValues<char> Hidden { get; } = System.Buffers.SearchValues.Create(
        [
            .. Enumerable.Range(0, 0xA0).Where(c => c is (< 0x20 or >= 0x7F) and not ('\n' or '\t')).Select(c => (char)c),
            .. "\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069",
        ]);

    private static char Picture(char c) => c switch
    {
        < ' ' => (char)(0x2400 + c),
        '\x7F' => '\u2421',
        _ => '\uFFFD',
    };

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(s => s.IsControlCode || s.IsLineBreak ? s : new Segment(Text(s.Text), s.Style));
    }
}
