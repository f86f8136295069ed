namespace Misread.Cli;

/// <summary>Text for a narrow terminal, broken between words.</summary>
internal static class Words
{
    /// <summary>Breaks a text into lines of at most a width; a single longer word has a line of its own.</summary>
    /// <param name="text">Words between spaces.</param>
    /// <param name="width">Characters a line.</param>
    /// <param name="indent">Spaces before every line but the first.</param>
    public static string Wrap(string text, int width, int indent = 0)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        lines.Add(line);
        return string.Join("\n" + new string(' ', indent), lines);
    }
}
