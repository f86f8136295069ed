using System.Globalization;
using Misread.Evaluation;
using Spectre.Console;

namespace Misread.Cli.Views;

/// <summary>Pictures for a terminal: a confusion matrix, and images drawn as pixels.</summary>
internal static partial class TerminalViews
{
    private const int ListedPairs = 10;

    /// <summary>A heading may take so many columns if the counts need fewer.</summary>
    private const int MaxHeading = 6;

    private const int MaxRowName = 16;

    private static readonly Color Right = new(60, 110, 170);
    private static readonly Color Wrong = new(230, 110, 50);

    /// <summary>
    /// The matrix, a row a label, a column what was read; mistakes glow by the square root of their number. Where it would be
    /// wider than the terminal, the most frequent mistakes instead.
    /// </summary>
    public static void ConfusionMatrix(ConfusionMatrix confusion, IAnsiConsole console)
    {
        int classes = confusion.ClassCount;
        int most = 0;
        int greatest = 0;
        for (int label = 0; label < classes; label++)
        {
            for (int read = 0; read < classes; read++)
            {
                greatest = Math.Max(greatest, confusion[label, read]);
                most = label == read ? most : Math.Max(most, confusion[label, read]);
            }
        }

        int longest = confusion.ClassNames.Max(Width);
        int cell = Math.Max(Count(greatest).Length, Math.Min(longest, MaxHeading)) + 1;
        int rowName = Math.Max("label".Length, Math.Min(longest, MaxRowName));
        if (rowName + 1 + (classes * cell) > console.Profile.Width)
        {
            Pairs(confusion, console);
            return;
        }

        var heading = new Paragraph();
        heading.Append("label".PadLeft(rowName) + " ", Style.Plain);
        foreach (string name in confusion.ClassNames)
            heading.Append(Padded(name, cell - 1) + " ", new Style(decoration: Decoration.Bold));
        Line(console, heading);
        for (int label = 0; label < classes; label++)
        {
            var row = new Paragraph();
            row.Append(Padded(confusion.ClassNames[label], rowName) + " ", new Style(decoration: Decoration.Bold));
            for (int read = 0; read < classes; read++)
            {
                int count = confusion[label, read];
                row.Append((count == 0 ? "·" : Count(count)).PadLeft(cell - 1) + " ", CellStyle(label == read, count, most));
            }

            Line(console, row);
        }
    }

    private static Style CellStyle(bool diagonal, int count, int most)
    {
        if (count == 0)
            return new Style(Color.Grey);
        if (diagonal)
            return new Style(Right);
        double heat = Math.Sqrt(count / (double)most);
        // A faint glow would be a black box on a light terminal. Black writing on the brighter half, white on the darker.
        return heat < 0.3 ? Style.Plain : new Style(heat > 0.6 ? Color.Black : Color.White, Color.Black.Blend(Wrong, (float)heat));
    }

    private static void Pairs(ConfusionMatrix confusion, IAnsiConsole console)
    {
        var pairs = from label in Enumerable.Range(0, confusion.ClassCount)
                    from read in Enumerable.Range(0, confusion.ClassCount)
                    where label != read && confusion[label, read] > 0
                    orderby confusion[label, read] descending
                    select (Label: label, Read: read, Count: confusion[label, read]);
        int room = Math.Max(4, (console.Profile.Width - 16) / 2);
        foreach ((int label, int read, int count) in pairs.Take(ListedPairs))
        {
            var line = new Paragraph();
            line.Append(Count(count).PadLeft(7) + "  ", Style.Plain);
            line.Append(Shortened(confusion.ClassNames[label], room), new Style(Right));
            line.Append(" → ", Style.Plain);
            line.Append(Shortened(confusion.ClassNames[read], room), new Style(Wrong));
            Line(console, line);
        }
    }

    private static void Line(IAnsiConsole console, Paragraph paragraph)
    {
        console.Write(paragraph);
        console.WriteLine();
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
