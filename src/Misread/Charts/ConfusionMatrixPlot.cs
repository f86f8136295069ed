using System.Globalization;
using Misread.Evaluation;
using Misread.Imaging;

namespace Misread.Charts;

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
    /// <param name="confusion">The counts. Of more than 100 classes, the 100 with the most errors are shown.</param>
    /// <param name="normalized">Shares of each row in percent instead of counts.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    public static PlotScene Create(ConfusionMatrix confusion, bool normalized = false, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var cells = new ConfusionCells(confusion);
        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "Confusion matrix", Summary(confusion, cells, normalized));
        double cell = CellSize(cells.Count);
        double nameSize = Math.Clamp(cell * 0.8, 9, 13);
        string[] names = [.. Enumerable.Range(0, cells.Count).Select(k => PlotBuilder.Elide(cells.Name(k), nameSize, MaxNameWidth))];
        double nameWidth = names.Max(n => PlotBuilder.Measure(n, nameSize));
        double left = PlotBuilder.Margin + 24 + nameWidth + 10;
        double side = cell * cells.Count;
        bool upwards = nameWidth > cell - 4;
        double below = PlotBuilder.Top + side + (upwards ? nameWidth + 8 : 20);
        double most = cells.MostErrors(normalized ? cells.Share : (label, predicted) => cells.Images(label, predicted));
        DrawCells(plot, cells, normalized, most, left, cell);
        DrawNames(plot, names, nameSize, upwards, left, cell);
        plot.Text(left + (side / 2), below + 20, "predicted", PlotBuilder.TextSize, plot.Theme.Muted, TextAnchor.Middle);
        double middle = PlotBuilder.Top + (side / 2);
        plot.Text(PlotBuilder.Margin + 12, middle, "label", PlotBuilder.TextSize, plot.Theme.Muted, TextAnchor.Middle, upwards: true);
        if (most > 0)
            DrawLegend(plot, left + side + 24, Math.Min(side, 160), most, normalized);
        return plot.Build(left + side + PlotBuilder.Margin + (most > 0 ? LegendWidth : 0), below + 20 + PlotBuilder.Margin);
    }

    private static string Summary(ConfusionMatrix confusion, ConfusionCells cells, bool normalized)
    {
        string accuracy = confusion.Total == 0 ? "no image"
            : $"{confusion.Correct:N0} of {confusion.Total:N0} right ({100.0 * confusion.Correct / confusion.Total:F2} %)";
        string shown = cells.Count < confusion.ClassCount ? $"; the {cells.Count} classes of {confusion.ClassCount:N0} with the most errors" : "";
        return $"{accuracy}; {(normalized ? "in % of each label" : "in images")}{shown}";
    }

    private static double CellSize(int classes) => classes switch
    {
        <= 3 => 120,
        <= 12 => 52,
        <= 30 => 34,
        _ => 1000.0 / classes,
    };

    private static void DrawCells(PlotBuilder plot, ConfusionCells cells, bool normalized, double most, double left, double cell)
    {
        // One size for all numbers: the largest at which the longest fits its cell.
        var all = from label in Enumerable.Range(0, cells.Count) from predicted in Enumerable.Range(0, cells.Count) select (label, predicted);
        double longest = all.Max(c => PlotBuilder.Measure(CellText(cells, c.label, c.predicted, normalized), 1));
        double size = Math.Min(Math.Min(14, 0.4 * cell), (cell - 4) / Math.Max(0.1, longest));
        double inner = cell - (cell >= 12 ? 1 : 0);
        foreach (var (label, predicted) in all)
        {
            int images = cells.Images(label, predicted);
            double share = cells.Share(label, predicted);
            Rgb fill = label == predicted ? plot.Theme.Neutral
                : images == 0 ? plot.Theme.Neutral.Towards(plot.Theme.Background, 0.65)
                : Shade(plot.Theme, Math.Sqrt((normalized ? share : images) / most));
            double x = left + (predicted * cell);
            double y = PlotBuilder.Top + (label * cell);
            string? tip = images == 0 ? null
                : $"{cells.Name(label)} read as {cells.Name(predicted)}: {images:N0} of {cells.LabelCount(label):N0} ({100 * share:0.##} %)";
            plot.Rectangle(x, y, inner, inner, fill, tip);
            if (size < LeastText || images == 0)
                continue;
            string text = CellText(cells, label, predicted, normalized);
            plot.Text(x + (inner / 2), y + (cell / 2) + (size * 0.35), text, size, plot.Theme.TextOn(fill), TextAnchor.Middle);
        }
    }

    /// <summary>Zeros stay empty, so that the eye goes to what is there.</summary>
    private static string CellText(ConfusionCells cells, int label, int predicted, bool normalized)
    {
        int images = cells.Images(label, predicted);
        if (images == 0)
            return "";
        if (!normalized)
            return images.ToString(CultureInfo.InvariantCulture);
        double percent = 100 * cells.Share(label, predicted);
        return percent < 0.05 ? "<.1" : percent >= 99.95 ? "100" : percent.ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static void DrawNames(PlotBuilder plot, string[] names, double size, bool upwards, double left, double cell)
    {
        // Where rows are lower than a line of text, only some are named.
        int every = (int)Math.Ceiling((size + 1) / cell);
        double bottom = PlotBuilder.Top + (cell * names.Length);
        for (int k = 0; k < names.Length; k += every)
        {
            double baseline = ((k + 0.5) * cell) + (size * 0.35);
            plot.Text(left - 8, PlotBuilder.Top + baseline, names[k], size, plot.Theme.Text, TextAnchor.End);
            if (upwards)
                plot.Text(left + baseline, bottom + 8, names[k], size, plot.Theme.Text, TextAnchor.End, upwards: true);
            else
                plot.Text(left + ((k + 0.5) * cell), bottom + 18, names[k], size, plot.Theme.Text, TextAnchor.Middle);
        }
    }

    /// <summary>A single error is already seen: the scale begins a little above its lowest colour.</summary>
    private static Rgb Shade(PlotTheme theme, double root) => theme.Errors(0.08 + (0.92 * root));

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
        const double Width = 12;
        const double StepHeight = 4;
        plot.Text(x, PlotBuilder.Top + 10, "errors", PlotBuilder.TextSize, plot.Theme.Muted);
        double top = PlotBuilder.Top + 20;
        int steps = (int)((height - 20) / StepHeight);
        height = steps * StepHeight;
        for (int i = 0; i < steps; i++)
        {
            // From the top down, evenly in the colour; the numbers beside it lie at their square roots.
            Rgb color = Shade(plot.Theme, (steps - 0.5 - i) / steps);
            plot.Rectangle(x, top + (i * StepHeight), Width, StepHeight, color);
        }

        double quarter = normalized ? most / 4 : Math.Round(most / 4);
        foreach (double value in quarter > 0 ? new[] { 0, quarter, most } : [0, most])
        {
            string text = normalized ? $"{(100 * value).ToString("0.##", CultureInfo.InvariantCulture)} %" : LinearScale.Compact(value);
            plot.Text(x + Width + 6, top + ((1 - Math.Sqrt(value / most)) * height) + 4, text, PlotBuilder.TextSize, plot.Theme.Muted);
        }
    }
}
