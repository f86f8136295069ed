using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>Reads given labels that any framework has written: numbers of classes, from 0.</summary>
public static class LabelFile
{
    /// <summary>
    /// Reads <c>.npy</c> (integers of any size, or Booleans, of shape (N,) or (N, 1)), <c>.npz</c> (such an array, the one that
    /// <c>file.npz:name</c> names or the only one) or <c>.csv</c> (one label a line, or the column <c>label</c>).
    /// </summary>
    /// <returns><c>[N]</c> labels as they stand in the file; whether they are classes is for the user of the labels to check.</returns>
    /// <exception cref="DataFormatException">It does not hold labels.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static int[] Read(string path) => Read(path, expected: null);

    /// <summary>Reads the labels of so many rows; other numbers of labels are refused before memory is taken.</summary>
    internal static int[] Read(string path, int? expected)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (string file, string? member) = NpzPath.Split(path);
        switch (Path.GetExtension(file).ToUpperInvariant())
        {
            case ".NPY":
                using (FileStream stream = InputFile.Open(file))
                    return FromArray(stream, file, path, expected);
            case ".NPZ":
                member ??= NpzPath.Only(file, "labels", IsLabels);
                return NpzFile.Read(file, member, (stream, source) => FromArray(stream, source, path, expected));
            case ".CSV":
                return ProbabilityCsv.ReadLabels(file, expected);
            default:
                throw new DataFormatException($"{path}: expected a .npy, .npz or .csv file of labels; numpy.save writes a .npy.");
        }
    }

    /// <summary>Whether a <c>.npz</c> holds an array that may be labels.</summary>
    internal static bool HasLabels(string npz) => NpzFile.Members(npz).Any(m => IsLabels(m.Header));

    private static bool IsLabels(NpyHeader header) =>
        header.Kind != NpyKind.Float && (header.Shape.Length == 1 || (header.Shape.Length == 2 && header.Shape[1] == 1));

    private static void CheckShape(int[] shape, string source, string path, int? expected)
    {
        if (shape.Length == 2 && shape[1] > 1)
            throw new DataFormatException($"{source}: expected labels of shape (N,), found ({shape[0]}, {shape[1]}); if they are one-hot, save labels.argmax(axis=1).");
        if (shape.Length is 0 or > 2)
            throw new DataFormatException($"{source}: expected labels of shape (N,), found ({string.Join(", ", shape)}).");
        if (expected is { } rows && shape[0] != rows)
            throw WrongCount(path, rows, shape[0]);
    }

    internal static DataFormatException WrongCount(string path, int expected, long found) =>
        new($"{path}: expected {expected} labels, one for each row of probabilities, found {found}.");

    private static int[] FromArray(Stream stream, string source, string path, int? expected)
    {
        NpyArray<long> array = NpyFile.ReadIntegers(stream, source, header => CheckShape(header.Shape, source, path, expected));
        int[] labels = new int[array.Values.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = array.Values[i] is >= int.MinValue and <= int.MaxValue
                ? (int)array.Values[i]
                : throw new DataFormatException($"{source}: row {i}: expected the number of a class, found {array.Values[i]}.");
        }

        return labels;
    }
}
