using Misread.Formats;

namespace Misread.Training;

/// <summary>Keeps the probabilities of the folds that are done, each a <c>.npy</c> that appears whole or not at all.</summary>
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

    /// <summary>A fold's probabilities, or <see langword="null"/> when it is not done.</summary>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public float[]? Find(int seed, int fold, int rows, int classes)
    {
        string path = FileOf(seed, fold);
        if (!File.Exists(path))
            return null;
        NpyArray<float> kept = NpyFile.ReadSingles(path);
        return kept.Shape is [var n, var k] && n == rows && k == classes
            ? kept.Values
            : throw new DataFormatException($"{path}: expected probabilities of shape ({rows}, {classes}), found ({string.Join(", ", kept.Shape)}); delete it.");
    }

    /// <summary>Keeps a fold's probabilities.</summary>
    public void Keep(int seed, int fold, float[] probabilities, int classes) =>
        NpyFile.Write(FileOf(seed, fold), probabilities, probabilities.Length / classes, classes);

    private string FileOf(int seed, int fold) => Path.Combine(_folder, $"seed-{seed}-fold-{fold}.npy");
}
