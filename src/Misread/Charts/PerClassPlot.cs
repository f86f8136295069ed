using System.Globalization;
using Misread.Evaluation;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>Precision, recall and F1 of each class as bars from 0 to 1, with their values and the number of images.</summary>
public static class PerClassPlot
{
    private const double BarsWidth = 320;
    private const double BarHeight = 8;
    private const double RowHeight = (3 * BarHeight) + 12;
    private const double ColumnWidth = 74;
    private const double NameSize = 13;
    private const int MaxClasses = 60;

    /// <summary>Draws the bars.</summary>
    /// <param name="metrics">Whose classes are shown, in the order of the class numbers; of more than 60, those with the least F1.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    public static PlotScene Create(Metrics metrics, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ClassScores[] classes = [.. metrics.PerClass];
        string average = metrics.MacroAverage.F1Score.ToString("0.0000", CultureInfo.InvariantCulture);
        string summary = $"{metrics.Count:N0} images; mean F1 of the classes {average}";
        if (classes.Length > MaxClasses)
        {
            summary += $"; the {MaxClasses} classes of {classes.Length:N0} with the least F1";
            int[] worst = [.. Enumerable.Range(0, classes.Length).OrderBy(k => classes[k].F1Score).Take(MaxClasses).Order()];
            classes = [.. worst.Select(k => classes[k])];
        }

        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "Precision, recall and F1 by class", summary);
        string[] names = [.. classes.Select(c => PlotBuilder.Elide(c.Name, NameSize, 150))];
        double left = PlotBuilder.Margin + names.Select(n => PlotBuilder.Measure(n, NameSize)).DefaultIfEmpty(0).Max() + 12;
        double bottom = PlotBuilder.Top + 28 + (names.Length * RowHeight);
        var x = new LinearScale(0, 1, 0.2, left, left + BarsWidth);
        foreach (double tick in x.Ticks())
        {
            plot.Line([(x.At(tick), PlotBuilder.Top + 22), (x.At(tick), bottom)], 1, plot.Theme.Grid);
            plot.Text(x.At(tick), bottom + 16, x.Format(tick), PlotBuilder.TextSize, plot.Theme.Muted, TextAnchor.Middle);
        }

        double column = left + BarsWidth + ColumnWidth + 8;
        string[] heads = ["precision", "recall", "F1"];
        for (int c = 0; c < heads.Length; c++)
        {
            double end = column + (c * ColumnWidth);
            plot.Text(end, PlotBuilder.Top + 14, heads[c], PlotBuilder.TextSize, plot.Theme.Text, TextAnchor.End);
            plot.Rectangle(end - PlotBuilder.Measure(heads[c], PlotBuilder.TextSize) - 13, PlotBuilder.Top + 5, 9, 9, Color(plot.Theme, c));
        }

        plot.Text(column + (3 * ColumnWidth), PlotBuilder.Top + 14, "images", PlotBuilder.TextSize, plot.Theme.Text, TextAnchor.End);
        for (int k = 0; k < names.Length; k++)
            DrawClass(plot, classes[k], names[k], PlotBuilder.Top + 28 + (k * RowHeight), x, column);
        return plot.Build(column + (3 * ColumnWidth) + PlotBuilder.Margin, bottom + 16 + PlotBuilder.Margin);
    }

    private static void DrawClass(PlotBuilder plot, ClassScores scores, string name, double top, LinearScale x, double column)
    {
        double baseline = top + (RowHeight / 2) + 4;
        plot.Text(x.Start - 10, baseline, name, NameSize, plot.Theme.Text, TextAnchor.End);
        double[] values = [scores.Precision, scores.Recall, scores.F1Score];
        string[] heads = ["precision", "recall", "F1"];
        for (int c = 0; c < values.Length; c++)
        {
            string text = values[c].ToString("0.0000", CultureInfo.InvariantCulture);
            double y = top + 6 + (c * BarHeight);
            plot.Rectangle(x.Start, y, x.At(values[c]) - x.Start, BarHeight - 1, Color(plot.Theme, c), tip: $"{scores.Name}: {heads[c]} {text}");
            plot.Text(column + (c * ColumnWidth), baseline, text, PlotBuilder.TextSize, plot.Theme.Text, TextAnchor.End);
        }

        plot.Text(column + (3 * ColumnWidth), baseline, $"{scores.Support:N0}", PlotBuilder.TextSize, plot.Theme.Muted, TextAnchor.End);
    }

    private static Rgb Color(PlotTheme theme, int score) => score switch
    {
        0 => theme.First,
        1 => theme.Second,
        _ => theme.Third,
    };
}
