using System.Globalization;
using Misread.Clustering;

namespace Misread.Charts;

/// <summary>Inertia and silhouette over the number of clusters.</summary>
public static class ClusterChoicePlot
{
    private const double PanelWidth = 340;
    private const double PanelHeight = 230;

    /// <summary>Draws the curves.</summary>
    /// <param name="choices">In ascending order of k, at least one.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PlotScene Create(IReadOnlyList<ClusterChoice> choices, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0)
            throw new ArgumentException("expected at least one number of clusters", nameof(choices));
        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "How many clusters", Summary(choices));
        double left = PlotBuilder.Margin + ChartPanel.LeftSpace;
        double second = left + PanelWidth + 24 + ChartPanel.LeftSpace;
        DrawPanel(plot, choices, left, "inertia", c => c.Inertia);
        DrawPanel(plot, choices, second, "silhouette", c => c.Silhouette);
        return plot.Build(second + PanelWidth + PlotBuilder.Margin, PlotBuilder.Top + PanelHeight + ChartPanel.BottomSpace + 8);
    }

    private static void DrawPanel(
        PlotBuilder plot, IReadOnlyList<ClusterChoice> choices, double left, string title, Func<ClusterChoice, double?> value)
    {
        double[] values = [.. choices.Select(value).OfType<double>()];
        int first = choices[0].Clusters, last = choices[^1].Clusters;
        double step = Math.Max(1, LinearScale.Nice(first, last, 0, 1, 8).Step);
        var x = new LinearScale(Math.Floor(first / step) * step, Math.Max(last, first + 1), step, left, left + PanelWidth);
        LinearScale y = LinearScale.Nice(Math.Min(0, values.DefaultIfEmpty(0).Min()), values.DefaultIfEmpty(1).Max(), PlotBuilder.Top + PanelHeight, PlotBuilder.Top);
        new ChartPanel(plot, x, y).DrawAxes("clusters (k)", title);
        (double X, double Y, string Tip)[] points =
        [
            .. choices.Where(c => value(c) is not null).Select(c => (
                x.At(c.Clusters), y.At(value(c)!.Value), string.Create(CultureInfo.InvariantCulture, $"k = {c.Clusters}: {title} {value(c):G6}"))),
        ];
        if (points.Length > 1)
            plot.Line([.. points.Select(p => (p.X, p.Y))], 2, plot.Theme.First);
        foreach ((double px, double py, string tip) in points)
            plot.Circle(px, py, 3.5, plot.Theme.First, tip);
    }

    private static string Summary(IReadOnlyList<ClusterChoice> choices)
    {
        ClusterChoice? best = choices.Where(c => c.Silhouette is not null).MaxBy(c => c.Silhouette);
        return best is null
            ? "Inertia falls with every cluster more; look for where it stops falling steeply."
            : string.Create(CultureInfo.InvariantCulture, $"The silhouette is greatest at k = {best.Clusters} ({best.Silhouette:F3}); inertia falls with every cluster more.");
    }
}
