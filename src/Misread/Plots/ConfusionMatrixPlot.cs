using System.Globalization;
using Misread.Evaluation;
using Misread.Imaging;

namespace Misread.Plots;

/// <summary>
/// A confusion matrix as a heat map: a row for each label, a column for each predicted class. The diagonal is plain, and
/// only errors are coloured, by the square root of their number, so that one error is seen beside a thousand right images.
/// </summary>
public static class ConfusionMatrixPlot
{
    private const double MaxNameWidth = 130;
    private const double LegendWidth = 96;
    private const double LeastText = 7.5;

    /// <summary>Draws the heat map.</summary>
    /// <param name="confusion">The counts.</param>
    /// <param name="normalized">Shares of each row in percent instead of counts.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    public static PlotScene Create(ConfusionMatrix confusion, bool normalized = false, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int classes = confusion.ClassCount;
        int right = confusion.Correct;
        string accuracy = confusion.Total == 0 ? "no image" : $"{right:N0} of {confusion.Total:N0} right ({100.0 * right / confusion.Total:F2} %)";
        string kind = normalized ? "in % of each label" : "in images";
        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "Confusion matrix", $"{accuracy}; {kind}");
        double cell = CellSize(classes);
        double nameSize = Math.Clamp(cell * 0.8, 9, 13);
        string[] names = [.. confusion.ClassNames.Select(n => PlotBuilder.Elide(n, nameSize, MaxNameWidth))];
        double nameWidth = names.Max(n => PlotBuilder.Measure(n, nameSize));
        double left = PlotBuilder.Margin + 24 + nameWidth + 10;
        double side = cell * classes;
        bool upwards = nameWidth > cell - 4;
        double namesHeight = upwards ? nameWidth + 8 : 20;
        DrawCells(plot, confusion, normalized, left, cell);

        // Where rows are lower than a line of text, only some are named.
        int every = (int)Math.Ceiling((nameSize + 1) / cell);
        for (int k = 0; k < classes; k += every)
        {
            double middle = ((k + 0.5) * cell) + (nameSize * 0.35);
            plot.Text(left - 8, PlotBuilder.Top + middle, names[k], nameSize, plot.Theme.Text, TextAnchor.End);
            if (upwards)
                plot.Text(left + middle, PlotBuilder.Top + side + 8, names[k], nameSize, plot.Theme.Text, TextAnchor.End, upwards: true);
            else
                plot.Text(left + ((k + 0.5) * cell), PlotBuilder.Top + side + 18, names[k], nameSize, plot.Theme.Text, TextAnchor.Middle);
        }

        double below = PlotBuilder.Top + side + namesHeight;
        plot.Text(left + (side / 2), below + 20, "predicted", PlotBuilder.TextSize, plot.Theme.Muted, TextAnchor.Middle);
        plot.Text(PlotBuilder.Margin + 12, PlotBuilder.Top + (side / 2), "label", PlotBuilder.TextSize, plot.Theme.Muted, TextAnchor.Middle, upwards: true);
        double most = MostErrors(confusion, normalized);
        if (most > 0)
            DrawLegend(plot, left + side + 24, Math.Min(side, 160), most, normalized);
        return plot.Build(left + side + PlotBuilder.Margin + (most > 0 ? LegendWidth : 0), below + 20 + PlotBuilder.Margin);
    }

    private static double CellSize(int classes) => classes switch
    {
        <= 3 => 92,
        <= 12 => 52,
        <= 30 => 34,
        _ => Math.Max(4, 1000.0 / classes),
    };

    private static void DrawCells(PlotBuilder plot, ConfusionMatrix confusion, bool normalized, double left, double cell)
    {
        int classes = confusion.ClassCount;
        double[] shares = confusion.RowNormalized();
        double most = MostErrors(confusion, normalized);
        string[] texts = [.. Enumerable.Range(0, shares.Length).Select(i => CellText(confusion, shares, i, normalized))];

        // One size for all numbers: the largest at which the longest fits its cell.
        double size = Math.Min(14, Math.Min(0.4 * cell, (cell - 4) / Math.Max(0.1, texts.Max(t => PlotBuilder.Measure(t, 1)))));
        double gap = cell >= 12 ? 1 : 0;
        for (int i = 0; i < shares.Length; i++)
        {
            int label = i / classes;
            int predicted = i % classes;
            int count = confusion[label, predicted];
            double share = normalized ? shares[i] : count;
            Rgb fill = label == predicted ? plot.Theme.Neutral
                : count == 0 ? plot.Theme.Neutral.Towards(plot.Theme.Background, 0.65)
                : plot.Theme.Errors(Shade(share / most));
            double x = left + (predicted * cell);
            double y = PlotBuilder.Top + (label * cell);
            string tip = $"{confusion.ClassNames[label]} read as {confusion.ClassNames[predicted]}: {count:N0} of {confusion.LabelCount(label):N0} ({100 * shares[i]:0.##} %)";
            plot.Rectangle(x, y, cell - gap, cell - gap, fill, tip: tip);
            if (size >= LeastText)
                plot.Text(x + ((cell - gap) / 2), y + (cell / 2) + (size * 0.35), texts[i], size, plot.Theme.TextOn(fill), TextAnchor.Middle);
        }
    }

    /// <summary>Zeros stay empty, so that the eye goes to what is there.</summary>
    private static string CellText(ConfusionMatrix confusion, double[] shares, int i, bool normalized)
    {
        int count = confusion[i / confusion.ClassCount, i % confusion.ClassCount];
        if (count == 0)
            return "";
        if (!normalized)
            return count.ToString(CultureInfo.InvariantCulture);
        double percent = 100 * shares[i];
        return percent < 0.05 ? "<.1" : percent >= 99.95 ? "100" : percent.ToString("0.0", CultureInfo.InvariantCulture);
    }

    /// <summary>A single error is already seen: the scale begins a little above its lowest colour.</summary>
    private static double Shade(double share) => 0.08 + (0.92 * Math.Sqrt(share));

    private static double MostErrors(ConfusionMatrix confusion, bool normalized)
    {
        double[] shares = confusion.RowNormalized();
        double most = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            int label = i / confusion.ClassCount;
            int predicted = i % confusion.ClassCount;
            if (label != predicted)
                most = Math.Max(most, normalized ? shares[i] : confusion[label, predicted]);
        }

        return most;
    }

    private static void DrawLegend(PlotBuilder plot, double x, double height, double most, bool normalized)
    {
        const int Steps = 32;
        const double Width = 12;
        plot.Text(x, PlotBuilder.Top + 10, "errors", PlotBuilder.TextSize, plot.Theme.Muted);
        double top = PlotBuilder.Top + 20;
        height -= 20;
        for (int i = 0; i < Steps; i++)
        {
            // From the top down, evenly in the colour; the numbers beside it are those of the square root.
            Rgb color = plot.Theme.Errors(0.08 + (0.92 * (Steps - 0.5 - i) / Steps));
            plot.Rectangle(x, top + (i * height / Steps), Width, (height / Steps) + (i < Steps - 1 ? 0.3 : 0), color);
        }

        foreach (double at in new[] { 0, 0.5, 1 })
        {
            double value = at * at * most;
            string text = normalized ? $"{(100 * value).ToString("0.##", CultureInfo.InvariantCulture)} %"
                : most < 4 && at == 0.5 ? ""
                : LinearScale.Compact(Math.Round(value));
            plot.Text(x + Width + 6, top + ((1 - at) * height) + 4, text, PlotBuilder.TextSize, plot.Theme.Muted);
        }
    }
}
