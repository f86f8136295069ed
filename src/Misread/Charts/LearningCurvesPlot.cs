using System.Globalization;
using Misread.Imaging;
using Misread.Training;

namespace Misread.Charts;

/// <summary>Loss and accuracy after each epoch, of training and, where there is one, of validation.</summary>
public static class LearningCurvesPlot
{
    private const double PanelWidth = 340;
    private const double PanelHeight = 230;

    /// <summary>Draws the curves.</summary>
    /// <param name="history">The epochs in order, at least one.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    /// <exception cref="ArgumentException">There is no epoch.</exception>
    public static PlotScene Create(IReadOnlyList<EpochRecord> history, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0)
            throw new ArgumentException("learning curves need at least one epoch", nameof(history));
        var plot = new PlotBuilder(theme ?? PlotTheme.Light, "Learning curves", Summary(history));
        double top = PlotBuilder.Top + 34;
        double left = PlotBuilder.Margin + ChartPanel.LeftSpace;
        double second = left + PanelWidth + 24 + ChartPanel.LeftSpace;
        double key = plot.Key(left, PlotBuilder.Top + 14, plot.Theme.First, "training");
        if (history.Any(e => e.ValidationLoss is not null || e.ValidationAccuracy is not null))
            plot.Key(key, PlotBuilder.Top + 14, plot.Theme.Second, "validation");

        LinearScale losses = LinearScale.Nice(
            0, Finite(history, e => e.TrainLoss, e => e.ValidationLoss).DefaultIfEmpty(1).Max(), top + PanelHeight, top);
        DrawPanel(plot, history, left, losses, "loss", e => e.TrainLoss, e => e.ValidationLoss);

        // Accuracies lie close to 1, where differences matter; the axis ends there and begins below the least.
        double least = Finite(history, e => e.TrainAccuracy, e => e.ValidationAccuracy).DefaultIfEmpty(0).Min();
        LinearScale accuracies = LinearScale.Nice(Math.Min(least, 0.999), 1, top + PanelHeight, top);
        DrawPanel(plot, history, second, accuracies, "accuracy", e => e.TrainAccuracy, e => e.ValidationAccuracy);
        return plot.Build(second + PanelWidth + PlotBuilder.Margin, top + PanelHeight + ChartPanel.BottomSpace + 8);
    }

    private static void DrawPanel(
        PlotBuilder plot,
        IReadOnlyList<EpochRecord> history,
        double left,
        LinearScale y,
        string title,
        Func<EpochRecord, double?> train,
        Func<EpochRecord, double?> validation)
    {
        int first = history[0].Epoch;
        int last = history[^1].Epoch;

        // Epochs are whole, so ticks are too; a single epoch lies in the middle.
        double step = Math.Max(1, LinearScale.Nice(first, last, 0, 1, 8).Step);
        LinearScale x = first == last
            ? new LinearScale(first - 1, first + 1, 1, left, left + PanelWidth)
            : new LinearScale(Math.Floor(first / step) * step, last, step, left, left + PanelWidth);
        var panel = new ChartPanel(plot, x, y);
        panel.DrawAxes("epoch", title);
        DrawCurve(panel, history, train, plot.Theme.First, $"training {title}");
        DrawCurve(panel, history, validation, plot.Theme.Second, $"validation {title}");
    }

    private static void DrawCurve(ChartPanel panel, IReadOnlyList<EpochRecord> history, Func<EpochRecord, double?> value, Rgb color, string name)
    {
        // A loss that overflowed has no place; the curve is interrupted there.
        var points = new List<(double X, double Y)>();
        double radius = history.Count <= 40 ? 3 : 0;
        foreach (EpochRecord epoch in history)
        {
            if (value(epoch) is not { } v || !double.IsFinite(v))
            {
                Flush();
                continue;
            }

            points.Add((panel.X.At(epoch.Epoch), panel.Y.At(v)));
        }

        Flush();
        foreach (EpochRecord epoch in history)
        {
            if (radius > 0 && value(epoch) is { } v && double.IsFinite(v))
                panel.Plot.Circle(panel.X.At(epoch.Epoch), panel.Y.At(v), radius, color, $"epoch {epoch.Epoch}: {name} {Text(v)}");
        }

        void Flush()
        {
            if (points.Count > 1)
                panel.Plot.Line([.. points], 2, color);
            else if (points.Count == 1)
                panel.Plot.Circle(points[0].X, points[0].Y, 1, color);
            points.Clear();
        }
    }

    private static IEnumerable<double> Finite(IReadOnlyList<EpochRecord> history, params Func<EpochRecord, double?>[] values) =>
        from epoch in history
        from value in values
        let v = value(epoch)
        where v is not null && double.IsFinite(v.Value)
        select v.Value;

    private static string Summary(IReadOnlyList<EpochRecord> history)
    {
        EpochRecord last = history[^1];
        string epochs = history.Count == 1 ? "1 epoch" : $"{history.Count} epochs";
        return last is { ValidationAccuracy: { } accuracy, ValidationLoss: { } loss }
            ? $"{epochs}; at the end validation accuracy {Text(accuracy)}, loss {Text(loss)}"
            : $"{epochs}; at the end training accuracy {Text(last.TrainAccuracy)}, loss {Text(last.TrainLoss)}";
    }

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
