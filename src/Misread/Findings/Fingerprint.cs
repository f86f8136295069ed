using System.Globalization;
using Misread.Data;

namespace Misread.Findings;

/// <summary>
/// The fingerprint of a model on a data set: the images that it misreads. Two models, or one before and after a change,
/// are compared by what they misread, where their accuracies may be equal.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class Fingerprint
{
    /// <summary>Every misread image, in the order of the data set.</summary>
    /// <inheritdoc cref="From(Dataset, Predictions, ReadOnlySpan{int}, FingerprintNaming)"/>
    public static IReadOnlyList<FingerprintEntry> From(Dataset data, Predictions predictions) =>
        From(data, predictions, Selection.Rows(data, predictions, SelectionKind.Misread));

    /// <summary>Chosen images, misread or not, in the given order.</summary>
    /// <param name="data">The images.</param>
    /// <param name="predictions">What was read in them, row by row.</param>
    /// <param name="rows">Positions in the data set, from <see cref="Selection.Rows"/> say.</param>
    /// <param name="naming">What begins the file names.</param>
    /// <returns>
    /// One entry for each, numbered from 1. Files are named <c>NNNN__pred-X__true-Y.png</c> (of images that are files: with the extension of the original): NNNN is the number with four
    /// digits, or as many as the last number needs, so that names sort in the order of the numbers (or the split and the
    /// position in it, <c>test-00947</c>, which is the same in every export); X and Y are class names in which characters
    /// that a file system may refuse are replaced by <c>_</c> (<c>none</c> when there is no label).
    /// </returns>
    /// <exception cref="ArgumentException">The predictions are not of these images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside the data set.</exception>
    public static IReadOnlyList<FingerprintEntry> From(
        Dataset data, Predictions predictions, ReadOnlySpan<int> rows, FingerprintNaming naming = FingerprintNaming.Number)
    {
        SameImages.Check(data, predictions);
        string[] names = [.. data.ClassNames.Select(ClassFileName.From)];
        string numbers = string.Create(CultureInfo.InvariantCulture, $"D{Math.Max(4, $"{rows.Length}".Length)}");
        var entries = new FingerprintEntry[rows.Length];
        for (int n = 0; n < rows.Length; n++)
        {
            int row = rows[n];
            if ((uint)row >= (uint)data.Count)
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"expected 0 … {data.Count - 1}");
            int label = predictions.Label(row);
            int predicted = predictions.Predicted(row);
            string number = naming == FingerprintNaming.Number
                ? (n + 1).ToString(numbers, CultureInfo.InvariantCulture)
                : $"{ClassFileName.From(data.Split(row))}-{data.IndexInSplit(row):D5}";
            entries[n] = new FingerprintEntry
            {
                Number = n + 1,
                FileName = $"{number}__pred-{names[predicted]}__true-{(label < 0 ? "none" : names[label])}{Extension(data.FileName(row))}",
                Row = row,
                Id = data.Id(row),
                Split = data.Split(row),
                IndexInSplit = data.IndexInSplit(row),
                Origin = predictions.Origin(row),
                Label = label,
                Predicted = predicted,
                RunnerUp = predictions.RunnerUp(row),
                Confidence = predictions.Confidence(row),
                LabelProbability = label < 0 ? null : predictions.Probabilities(row)[label],
                Margin = predictions.Margin(row),
                Entropy = predictions.Entropy(row),
            };
        }

        return entries;
    }

    /// <summary>The extension of the original file, in small letters; of one that has none or an odd one, and of pixels, that of a PNG.</summary>
    internal static string Extension(string? file)
    {
        string extension = Path.GetExtension(file ?? "").ToLowerInvariant();
        return extension.Length is > 1 and <= 5 && extension.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0 ? extension : ".png";
    }
}

/// <summary>What begins the file names of exported images.</summary>
public enum FingerprintNaming
{
    /// <summary>The running number, from 1.</summary>
    Number,

    /// <summary>The split and the position in it, so that an image has the same name in every export.</summary>
    Index,
}
