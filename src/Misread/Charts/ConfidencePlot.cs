using Misread.Data;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>
/// How confident the right and the misread predictions are: two histograms, each with its own scale, because the misread
/// are few. Misread images at the right end are the interesting ones: the model is sure, and the label disagrees.
/// </summary>
public static class ConfidencePlot
{
    private const int Bins = 25;
    private const double PanelWidth = 520;
    private const double PanelHeight = 140;

    /// <summary>Draws the histograms.</summary>
    /// <param name="predictions">The rows; those without a label are left out.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    public static PlotScene Create(Predictions predictions, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        int[] right = new int[Bins];
        int[] misread = new int[Bins];
        for (int i = 0; i < predictions.Count; i++)
        {
            // A bin is closed above, as those of a reliability diagram.
            int bin = Math.Clamp((int)Math.Ceiling(predictions.Confidence(i) * Bins) - 1, 0, Bins - 1);
            if (predictions.Label(i) >= 0)
                (predictions.IsMisread(i) ? misread : right)[bin]++;
        }

        string summary = $"{right.Sum():N0} right and {misread.Sum():N0} misread images; each part has a scale of its own";
        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "Confidence of right and misread images", summary);
        double left = PlotBuilder.Margin + ChartPanel.LeftSpace;
        double top = PlotBuilder.Top + 34;
        double second = top + PanelHeight + ChartPanel.BottomSpace + 34;
        DrawPanel(plot, right, left, top, plot.Theme.First, "right");
        DrawPanel(plot, misread, left, second, plot.Theme.Second, "misread");
        return plot.Build(left + PanelWidth + PlotBuilder.Margin, second + PanelHeight + ChartPanel.BottomSpace + 8);
    }

    private static void DrawPanel(PlotBuilder plot, int[] counts, double left, double top, Rgb color, string name)
    {
        var x = new LinearScale(0, 1, 0.1, left, left + PanelWidth);
        LinearScale y = LinearScale.Nice(0, Math.Max(4, counts.Max()), top + PanelHeight, top, 4);
        var panel = new ChartPanel(plot, x, y);
        plot.Key(left, top - 14, color, name);
        panel.DrawAxes("confidence", "images");
        for (int b = 0; b < Bins; b++)
        {
            string tip = $"confidence {b / (double)Bins:0.00} to {(b + 1) / (double)Bins:0.00}: {counts[b]:N0} {name}";
            panel.DrawBar(b / (double)Bins, (b + 1) / (double)Bins, counts[b], color, tip);
        }
    }
}
