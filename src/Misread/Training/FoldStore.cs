using Misread.Formats;
using Misread.IO;

namespace Misread.Training;

/// <summary>Keeps what was learned from the folds that are done, each part a <c>.npy</c> that appears whole or not at all.</summary>
internal sealed class FoldStore
{
    private const string IdentityFile = "cross-validation.txt";

    private readonly string _folder;

    private FoldStore(string folder) => _folder = folder;

    /// <summary>Opens or begins a store.</summary>
    /// <exception cref="DataFormatException">It belongs to a job of other data or settings.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static FoldStore Open(string folder, string identity)
    {
        string path = Path.Combine(folder, IdentityFile);
        if (!File.Exists(path))
            AtomicFile.WriteText(path, identity);
        else if (!string.Equals(File.ReadAllText(path), identity, StringComparison.Ordinal))
            throw new DataFormatException($"{folder}: the folds there were made of other data or settings; delete the folder, or use the same ones.");
        return new FoldStore(folder);
    }

    /// <summary>A part of a fold, or <see langword="null"/> when it is not done.</summary>
    /// <param name="seed">Number of the seed.</param>
    /// <param name="fold">Number of the fold.</param>
    /// <param name="part">Name of the part; "" for the probabilities, which are kept last: with them the fold is done.</param>
    /// <param name="rows">Rows that the part has.</param>
    /// <param name="columns">Numbers a row.</param>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public float[]? Find(int seed, int fold, string part, int rows, int columns)
    {
        string path = FileOf(seed, fold, part);
        if (!File.Exists(path))
            return null;
        NpyArray<float> kept = NpyFile.ReadSingles(path);
        return kept.Shape is [var n, var k] && n == rows && k == columns
            ? kept.Values
            : throw new DataFormatException($"{path}: expected an array of shape ({rows}, {columns}), found ({string.Join(", ", kept.Shape)}); delete it.");
    }

    /// <summary>Keeps a part of a fold.</summary>
    public void Keep(int seed, int fold, string part, float[] values, int columns) =>
        NpyFile.Write(FileOf(seed, fold, part), values, values.Length / columns, columns);

    private string FileOf(int seed, int fold, string part) => Path.Combine(_folder, $"seed-{seed}-fold-{fold}{(part.Length == 0 ? "" : "-")}{part}.npy");
}
