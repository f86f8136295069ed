using System.Globalization;
using System.Numerics.Tensors;

namespace Misread.Data;

/// <summary>
/// Looks at the content of a data set: blank and equal images, pixels in 0 … 1, labels of one class, labels that belong to the
/// neighbouring rows. States facts; nothing is changed.
/// </summary>
/// <remarks>One pass over the pixels, and a second over at most 4,000 images. The same data give the same findings. Thread-safe.</remarks>
public static class ContentCheck
{
    // Rows that are looked at for moved labels.
    private const int Looked = 4_000;

    // Means of many classes take long: at most so many rows times classes.
    private const int MostDistances = 400_000;

    // Images are nearly black whose pixels are below this part of full ink.
    private const int NearlyBlack = 8;

    // Fewer images say nothing about labels.
    private const int Fewest = 100;

    /// <summary>All checks.</summary>
    public static IReadOnlyList<ContentFinding> Of(Dataset data) => [.. Pixels(data), .. Labels(data)];

    /// <summary>The checks that need no label.</summary>
    public static IReadOnlyList<ContentFinding> Pixels(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var found = new List<ContentFinding>();
        if (data.Count == 0 || !data.IsPacked || data.IsColour)
            return found;
        ReadOnlySpan<byte> first = data.Image(0);
        int blank = 0, firstBlank = -1, greatest = 0;
        bool equal = data.Count > 1;
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<byte> image = data.Image(i);
            equal = equal && image.SequenceEqual(first);
            bool isBlank = !image.ContainsAnyExcept(image[0]);
            firstBlank = isBlank && blank == 0 ? i : firstBlank;
            blank += isBlank ? 1 : 0;
            if (greatest <= data.MaxValue / NearlyBlack)
                greatest = Math.Max(greatest, TensorPrimitives.Max(image));
        }

        if (blank > 0)
            found.Add(new(ContentKind.Blank, string.Create(CultureInfo.InvariantCulture, $"{Share(blank, data.Count)} blank, one level from edge to edge; the first is {data.Id(firstBlank)}")));
        if (equal && blank < data.Count)
            found.Add(new(ContentKind.AllEqual, string.Create(CultureInfo.InvariantCulture, $"all {data.Count:N0} images are equal, pixel by pixel")));
        if (greatest > 0 && greatest <= data.MaxValue / NearlyBlack)
            found.Add(new(ContentKind.NearlyBlack, string.Create(CultureInfo.InvariantCulture, $"no pixel exceeds {greatest} of {data.MaxValue}, so every image is nearly black; the pixels seem to go from 0 to {greatest}"), greatest));
        return found;
    }

    private static IEnumerable<ContentFinding> Labels(Dataset data)
    {
        int[] labels = data.Labels();
        int[] used = [.. labels.Where(l => l >= 0).Distinct().Take(2)];
        if (used.Length == 1 && data.ClassCount > 0 && labels.Length > 1)
        {
            yield return new(ContentKind.OneClass, $"every label is {data.ClassNames[used[0]]}: there is nothing to tell apart");
            yield break;
        }

        if (!data.IsPacked || data.IsColour || labels.Length < Fewest || used.Length < 2 || data.ClassCount > MostDistances / Fewest)
            yield break;
        int[] rows = [.. Enumerable.Range(0, Math.Min(labels.Length, Math.Min(Looked, MostDistances / data.ClassCount)))];
        double[] fit = [.. new[] { -1, 0, 1 }.Select(move => Fit(data, rows, labels, move))];
        double chance = rows.Where(r => labels[r] >= 0).GroupBy(r => labels[r]).Max(g => g.Count()) / (double)rows.Length;
        int best = fit[0] > fit[2] ? 0 : 2;
        // Labels that fit the image beside their own, and their own hardly better than one class for all would.
        if (fit[best] > chance + 0.3 && fit[1] < chance + (0.25 * (fit[best] - chance)))
        {
            yield return new(
                ContentKind.LabelsMoved,
                string.Create(CultureInfo.InvariantCulture, $"labels fit the image {(best == 0 ? "before" : "behind")} their own: means of the classes tell {100 * fit[best]:F0} % of the images with labels moved by one row, {100 * fit[1]:F0} % as they are"),
                best - 1);
        }
    }

    // The share of images whose class the nearest of the classes' means tells, when image i has the label of row i − move. Two rows of
    // four make the means, the other two are told.
    private static double Fit(Dataset data, int[] rows, int[] labels, int move)
    {
        int area = data.Height * data.Width;
        float[][] means = new float[data.ClassCount][];
        int[] counts = new int[data.ClassCount];
        int LabelOf(int row) => (uint)(row - move) < (uint)rows.Length && data.Split(row - move) == data.Split(row) ? labels[row - move] : -1;
        foreach (int row in rows.Where(r => r / 2 % 2 == 0 && LabelOf(r) >= 0))
        {
            float[] mean = means[LabelOf(row)] ??= new float[area];
            counts[LabelOf(row)]++;
            ReadOnlySpan<byte> image = data.Image(row);
            for (int p = 0; p < area; p++)
                mean[p] += image[p];
        }

        for (int k = 0; k < means.Length; k++)
        {
            if (means[k] is not null)
                TensorPrimitives.Divide(means[k], counts[k], means[k]);
        }

        int right = 0, all = 0;
        float[] pixels = new float[area];
        foreach (int row in rows.Where(r => r / 2 % 2 == 1 && LabelOf(r) >= 0))
        {
            TensorPrimitives.ConvertChecked<byte, float>(data.Image(row), pixels);
            int nearest = -1;
            float least = float.PositiveInfinity;
            for (int k = 0; k < means.Length; k++)
            {
                float distance = means[k] is null ? float.PositiveInfinity : TensorPrimitives.Distance<float>(pixels, means[k]);
                (nearest, least) = distance < least ? (k, distance) : (nearest, least);
            }

            right += nearest == LabelOf(row) ? 1 : 0;
            all++;
        }

        return all == 0 ? 0 : (double)right / all;
    }

    private static string Share(int count, int of) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} of {of:N0} images {(count == 1 ? "is" : "are")}");
}
