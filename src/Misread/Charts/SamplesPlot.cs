using Misread.Data;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>The first images of each class, a row a class: what the data set looks like.</summary>
public static class SamplesPlot
{
    private const int ImageSide = 56;
    private const int Gap = 4;
    private const double NameSize = 13;
    private const int MaxClasses = 60;
    private const int MaxWidth = 2000;
    private const int MaxHeight = 6000;

    /// <summary>Draws the images, with their full ink (<see cref="Dataset.MaxValue"/>) as white.</summary>
    /// <param name="dataset">
    /// Its first images of each class are shown, of the first 60 classes or as many as fit; those without a label are left
    /// out.
    /// </param>
    /// <param name="perClass">Images of a class, at least 1; a class that has fewer, and images too large for so many, show fewer.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="perClass"/> is less than 1.</exception>
    public static PlotScene Create(Dataset dataset, int perClass = 12, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(perClass, 1);
        int scale = Math.Max(1, ImageSide / Math.Max(dataset.Width, dataset.Height));
        int step = (dataset.Width * scale) + Gap;
        int rowHeight = Math.Max((dataset.Height * scale) + Gap, 36);

        // Many classes and large images must not make a picture beyond all bounds.
        int classes = Math.Min(dataset.ClassCount, Math.Clamp(MaxHeight / rowHeight, 1, MaxClasses));
        perClass = Math.Min(perClass, Math.Max(1, MaxWidth / step));
        List<int>[] samples = [.. Enumerable.Range(0, classes).Select(_ => new List<int>())];
        int[] counts = new int[classes];
        for (int i = 0; i < dataset.Count; i++)
        {
            int label = dataset.Label(i);
            if (label < 0 || label >= classes)
                continue;
            counts[label]++;
            if (samples[label].Count < perClass)
                samples[label].Add(i);
        }

        string shown = classes < dataset.ClassCount ? $"the first {classes} classes of {dataset.ClassCount:N0}" : "the first of each class";
        string name = PlotBuilder.Elide(dataset.Name, PlotBuilder.TextSize, 240);
        var plot = new PlotBuilder(
            theme ?? PlotTheme.Light,
            "Samples of each class",
            $"{name}: {dataset.Count:N0} images of {dataset.Width} × {dataset.Height} pixels; {shown}");
        string[] names = [.. dataset.ClassNames.Take(classes).Select(n => PlotBuilder.Elide(n, NameSize, 150))];
        string[] totals = [.. counts.Select(c => $"{c:N0} images")];
        double textWidth = names.Max(n => PlotBuilder.Measure(n, NameSize));
        textWidth = Math.Max(textWidth, totals.Max(t => PlotBuilder.Measure(t, 11)));
        int left = (int)Math.Ceiling(PlotBuilder.Margin + textWidth + 12);
        for (int k = 0; k < names.Length; k++)
        {
            int top = (int)PlotBuilder.Top + (k * rowHeight);
            double middle = top + (dataset.Height * scale / 2.0);
            plot.Text(left - 12, middle - 1, names[k], NameSize, plot.Theme.Text, TextAnchor.End);
            plot.Text(left - 12, middle + 13, totals[k], 11, plot.Theme.Muted, TextAnchor.End);
            for (int c = 0; c < samples[k].Count; c++)
                plot.Image(left + (c * step), top, Image(dataset, samples[k][c]), scale, dataset.Id(samples[k][c]));
        }

        int columns = samples.Max(s => s.Count);
        return plot.Build(
            left + (columns * step) + PlotBuilder.Margin,
            PlotBuilder.Top + (names.Length * rowHeight) + PlotBuilder.Margin - Gap);
    }

    private static Bitmap Image(Dataset dataset, int i) => new(
        dataset.Width,
        dataset.Height,
        dataset.Channels,
        [.. dataset.Image(i).ToArray().Select(v => (byte)(v * 255 / dataset.MaxValue))]);
}
