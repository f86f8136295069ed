using System.Globalization;
using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>Reads given labels that any framework has written: numbers of classes, from 0, or their names.</summary>
public static class LabelFile
{
    private static readonly string[] Names = ["labels", "label", "y", "y_true", "targets", "target"];

    /// <summary>
    /// Reads <c>.npy</c> (integers of any size, whole floats or Booleans, of shape (N,) or (N, 1), or one-hot rows), <c>.npz</c> (such an
    /// array, the one that <c>file.npz:name</c> names or the only one), or a table (one label a line, or the column <c>label</c>).
    /// </summary>
    /// <returns><c>[N]</c> labels as they stand in the file, −1 for none; whether they are classes is for the user of the labels to check.</returns>
    /// <exception cref="DataFormatException">It does not hold labels, or holds names of classes.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static int[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        GivenLabels given = ReadGiven(path);
        int[] labels = new int[given.Values.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            if (GivenLabels.IsNone(given.Values[i]))
                labels[i] = -1;
            else if (!int.TryParse(given.Values[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out labels[i]))
                throw new DataFormatException($"{path}: row {i}: expected the number of a class, found '{given.Values[i]}'.");
        }

        return labels;
    }

    /// <summary>Reads numbers or names of classes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">Rows that they are for, or <see langword="null"/>; an array of another number is refused before it is read.</param>
    internal static GivenLabels ReadGiven(string path, int? expected = null)
    {
        (string file, string? member) = NpzPath.Split(path);
        switch (Path.GetExtension(file).ToUpperInvariant())
        {
            case ".NPY":
                using (FileStream stream = InputFile.Open(file))
                    return FromArray(stream, file, expected);
            case ".NPZ":
                member ??= ArrayPredictions.Choose(file, "labels", Names, IsLabels) ?? NpzPath.Only(file, "labels", IsLabels);
                return NpzFile.Read(file, member, (stream, source) => FromArray(stream, source, expected));
            default:
                return RecordReader.Reads(file)
                    ? PredictionTable.ReadLabels(file)
                    : throw new DataFormatException($"{path}: expected a .npy, .npz, .csv or .jsonl file of labels; numpy.save writes a .npy.");
        }
    }

    private static bool IsLabels(NpyHeader header) =>
        header.Kind != NpyKind.Float && (header.Shape.Length == 1 || (header.Shape.Length == 2 && header.Shape[1] == 1));

    private static GivenLabels FromArray(Stream stream, string source, int? expected)
    {
        NpyHeader header = NpyFile.ReadHeader(stream, source);
        int[] shape = header.Shape;
        if (shape.Length is 0 or > 2)
            throw new DataFormatException($"{source}: expected labels of shape (N,), found ({string.Join(", ", shape)}).");
        if (expected is int rows && shape[0] != rows)
            throw new DataFormatException($"{source}: expected {rows} labels, one for each row of the predictions, found {shape[0]}.");
        if (header.Kind is NpyKind.Text or NpyKind.Bytes)
        {
            return shape.Length == 2 && shape[1] > 1
                ? throw new DataFormatException($"{source}: expected labels of shape (N,), found texts of shape ({shape[0]}, {shape[1]}).")
                : new GivenLabels(NpyText.Read(stream, header, source), null, []);
        }

        double[] values = header.Kind == NpyKind.Float
            ? NpyFile.ReadDoubles(stream, header, source).Values
            : Array.ConvertAll(NpyFile.ReadIntegers(stream, header, source).Values, v => (double)v);
        return shape.Length == 2 && shape[1] > 1
            ? OneHot(values, shape[1], source)
            : new GivenLabels([.. values.Select((v, row) => Whole(v, row, source))], null, []);
    }

    private static string Whole(double value, int row, string source)
    {
        if (double.IsNaN(value))
            return "";
        return value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue
            ? ((int)value).ToString(CultureInfo.InvariantCulture)
            : throw new DataFormatException(string.Create(CultureInfo.InvariantCulture, $"{source}: row {row}: expected the number of a class, found {value}; save whole numbers or names, not probabilities."));
    }

    /// <summary>Rows of one 1 and zeros; a row of zeros is no label.</summary>
    private static GivenLabels OneHot(double[] values, int classes, string source)
    {
        string[] labels = new string[values.Length / classes];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> cells = values.AsSpan(row * classes, classes);
            int ones = cells.Count(1.0);
            if (ones > 1 || ones + cells.Count(0.0) != classes)
                throw new DataFormatException($"{source}: row {row}: expected labels of shape (N,), or one-hot rows of a single 1 among zeros; if they are one-hot, save labels.argmax(axis=1).");
            labels[row] = ones == 0 ? "" : cells.IndexOf(1.0).ToString(CultureInfo.InvariantCulture);
        }

        return new GivenLabels(labels, null, [$"{source}: one-hot labels of {classes} classes are taken for the numbers of these."]);
    }
}
