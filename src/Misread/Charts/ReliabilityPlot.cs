using System.Globalization;
using Misread.Evaluation;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>
/// A reliability diagram: the accuracy of the images of each interval of confidence, and below it how many they are. Where
/// confidence means what it says, the bars end at the diagonal; the gap between both is pale (C. Guo et al., "On calibration
/// of modern neural networks", ICML 2017, figure 1).
/// </summary>
public static class ReliabilityPlot
{
    private const double Side = 360;
    private const double CountsHeight = 96;

    /// <summary>Draws the diagram.</summary>
    /// <param name="bins">The bins of <see cref="Calibration.Reliability"/>, by rising confidence; at least one.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    /// <exception cref="ArgumentException">There is no bin.</exception>
    public static PlotScene Create(IReadOnlyList<ReliabilityBin> bins, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(bins);
        if (bins.Count == 0)
            throw new ArgumentException("a reliability diagram needs at least one bin", nameof(bins));
        int total = bins.Sum(b => b.Count);
        double error = total == 0 ? 0 : bins.Sum(b => b.Count * Math.Abs(b.Accuracy - b.MeanConfidence)) / total;
        string summary = $"expected calibration error {(100 * error).ToString("0.00", CultureInfo.InvariantCulture)} % of {total:N0} images";
        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "Reliability", summary);
        double left = PlotBuilder.Margin + ChartPanel.LeftSpace;
        double top = PlotBuilder.Top + 34;
        double next = plot.Key(left, PlotBuilder.Top + 14, plot.Theme.First, "accuracy");
        plot.Key(next, PlotBuilder.Top + 14, plot.Theme.Second, "mean confidence");

        var confidence = new LinearScale(0, 1, 0.2, left, left + Side);
        var panel = new ChartPanel(plot, confidence, new LinearScale(0, 1, 0.2, top + Side, top));
        panel.DrawAxes("confidence", "accuracy");
        foreach (ReliabilityBin bin in bins)
            DrawBin(panel, bin);
        plot.Line([(confidence.At(0), panel.Y.At(0)), (confidence.At(1), panel.Y.At(1))], 1, plot.Theme.Text);

        double countsTop = top + Side + ChartPanel.BottomSpace + 24;
        double bottom = countsTop + CountsHeight;

        // Nearly all images of a good model lie in the last bin; by logarithm the others are seen too.
        double most = Math.Max(10, bins.Max(b => b.Count));
        plot.Text(left - 48, (countsTop + bottom) / 2, "images (log)", PlotBuilder.TextSize, plot.Theme.Text, TextAnchor.Middle, upwards: true);
        foreach (ReliabilityBin bin in bins)
            DrawCount(plot, confidence, bin, bottom, Math.Log10(1 + most));
        plot.Line([(left, bottom), (left + Side, bottom)], 1, plot.Theme.Axis);
        return plot.Build(left + Side + PlotBuilder.Margin, bottom + PlotBuilder.Margin);
    }

    private static void DrawBin(ChartPanel panel, ReliabilityBin bin)
    {
        if (bin.Count == 0)
            return;
        string tip = string.Create(
            CultureInfo.InvariantCulture,
            $"confidence {bin.Low:0.00} to {bin.High:0.00}: {bin.Count:N0} images, accuracy {bin.Accuracy:0.000}, mean confidence {bin.MeanConfidence:0.000}");
        panel.DrawBar(bin.Low, bin.High, bin.Accuracy, panel.Plot.Theme.First, tip);

        // Too sure: the gap stands above the bar. Not sure enough: it is the upper part of the bar.
        double claimed = panel.Y.At(Math.Min(1, bin.MeanConfidence));
        double reached = panel.Y.At(bin.Accuracy);
        (double left, double width) = panel.X.Between(bin.Low, bin.High);
        PlotTheme theme = panel.Plot.Theme;
        Rgb gap = (bin.MeanConfidence > bin.Accuracy ? theme.Second : theme.First).Towards(theme.Background, 0.6);
        panel.Plot.Rectangle(left, Math.Min(claimed, reached), width, Math.Abs(claimed - reached), gap, tip: tip);
        panel.Plot.Rectangle(left, claimed - 1, width, 2, theme.Second, tip: tip);
    }

    private static void DrawCount(PlotBuilder plot, LinearScale confidence, ReliabilityBin bin, double bottom, double highest)
    {
        if (bin.Count == 0)
            return;
        (double left, double width) = confidence.Between(bin.Low, bin.High);
        double height = Math.Log10(1 + bin.Count) / highest * CountsHeight;
        plot.Rectangle(left, bottom - height, width, height, plot.Theme.Axis, tip: $"{bin.Count:N0} images");
        string text = LinearScale.Compact(bin.Count);
        double size = Math.Min(10.5, width / PlotBuilder.Measure(text, 1));
        if (size >= 7.5)
            plot.Text(left + (width / 2), bottom - height - 4, text, size, plot.Theme.Muted, TextAnchor.Middle);
    }
}
