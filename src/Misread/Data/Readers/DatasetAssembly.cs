using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>Makes one data set of the splits that were read: one image size, one list of classes, labels in range.</summary>
internal static class DatasetAssembly
{
    /// <summary>Labels up to this one need no further evidence: the digits.</summary>
    private const int PlainLabels = 9;

    /// <summary>Full ink in the 8×8 digits (UCI, "Optical Recognition of Handwritten Digits"): counts of 4×4 blocks.</summary>
    private const int DigitsMaxValue = 16;

    /// <summary>Joins the splits in the given order.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="splits">At least one.</param>
    /// <param name="classNames">The classes, where they are known; else they are numbered up to the highest label.</param>
    /// <param name="maxValue">The pixel value of full ink, where it is known; else 255, or 16 for 8×8 images that keep below it as the digits do.</param>
    /// <exception cref="DataFormatException">The splits do not fit together, or a label or pixel is out of range.</exception>
    public static Dataset Join(string name, IReadOnlyList<RawSplit> splits, IReadOnlyList<string>? classNames, int? maxValue)
    {
        RawSplit first = splits[0];
        if (splits.Count > Dataset.MaxSplits)
            throw new DataFormatException($"{first.Source}: expected at most {Dataset.MaxSplits} splits, found {splits.Count:N0}.");
        int full = maxValue ?? (splits.All(IsLikeDigits) ? DigitsMaxValue : 255);
        foreach (RawSplit split in splits)
        {
            if (split.Height != first.Height || split.Width != first.Width || split.Channels != first.Channels)
            {
                throw new DataFormatException(
                    $"{split.Source}: expected images of {first.Size} as in {first.Source}, found {split.Size}.");
            }

            int bright = split.Pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)full);
            if (bright >= 0)
            {
                throw new DataFormatException(
                    $"{split.Source}: image {bright / (first.Height * first.Width * first.Channels)}: expected pixels of 0 … {full}, found {split.Pixels[bright]}.");
            }
        }

        if (classNames is null && CountFromOne(splits) is int most)
        {
            splits = [.. splits.Select(s => s with { Labels = s.Labels is null ? null : Array.ConvertAll(s.Labels, l => l < 0 ? l : l - 1) })];
            classNames = [.. Numbered(most + 1).Skip(1)];
        }

        classNames ??= NumberClasses(splits);
        foreach (RawSplit split in splits)
        {
            int bad = split.Labels.AsSpan().IndexOfAnyExceptInRange(-1, classNames.Count - 1);
            if (bad >= 0)
                throw new DataFormatException($"{split.WhereLabel(bad)}: expected a label of 0 … {classNames.Count - 1}, found {split.Labels![bad]}.");
        }

        Dataset[] parts =
        [
            .. splits.Select(s => Dataset.Create(name, s.Split, s.Height, s.Width, s.Pixels, s.Labels, classNames, s.Ids, full, s.Channels)),
        ];
        return parts is [Dataset only] ? only : Dataset.Concat(parts);
    }

    /// <summary>Whole numbers as names: <c>0</c> … <c>count − 1</c>.</summary>
    public static string[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(k => k.ToString(CultureInfo.InvariantCulture))];

    /// <summary>
    /// The highest label where labels run from 1 without a gap, beyond the nine of the digits: the letters of EMNIST are 1 … 26. A class
    /// 0 would have no image.
    /// </summary>
    private static int? CountFromOne(IReadOnlyList<RawSplit> splits)
    {
        var seen = new SortedSet<int>(splits.SelectMany(s => s.Labels ?? []).Where(label => label >= 0));
        return seen.Count > PlainLabels && seen.Min == 1 && seen.Max == seen.Count ? seen.Max : null;
    }

    private static bool IsLikeDigits(RawSplit split) =>
        split is { Height: 8, Width: 8, Channels: 1 } && !split.Pixels.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)DigitsMaxValue);

    /// <summary>
    /// As many classes as the highest label asks for. One damaged byte would make hundreds of empty classes; so beyond the
    /// ten digits every class must occur. Without any label: the ten digits.
    /// </summary>
    private static string[] NumberClasses(IReadOnlyList<RawSplit> splits)
    {
        var seen = new SortedSet<int>(splits.SelectMany(s => s.Labels ?? []).Where(label => label >= 0));
        if (seen.Count == 0)
            return Numbered(PlainLabels + 1);
        int expected = PlainLabels + 1;
        foreach (int label in seen.Where(label => label > PlainLabels))
        {
            if (label != expected)
            {
                RawSplit split = splits.First(s => s.Labels is not null && s.Labels.Contains(label));
                throw new DataFormatException(
                    $"{split.WhereLabel(Array.IndexOf(split.Labels!, label))}: label {label} would leave class {expected} without an image; if it is right, name all classes in {DatasetDescription.FileName}.");
            }

            expected++;
        }

        return Numbered(seen.Max + 1);
    }
}
