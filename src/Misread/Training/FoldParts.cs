using Misread.Formats;
using Misread.IO;

namespace Misread.Training;

/// <summary>Names what is kept of the folds that are done.</summary>
internal static class FoldParts
{
    /// <summary>A part of a fold, or <see langword="null"/> when it is not done.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="seed">Number of the seed.</param>
    /// <param name="fold">Number of the fold.</param>
    /// <param name="part">Name of the part; "" for the probabilities, which are kept last: with them the fold is done.</param>
    /// <param name="rows">Rows that the part has.</param>
    /// <param name="columns">Numbers a row.</param>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public static float[]? Find(this PartStore store, int seed, int fold, string part, int rows, int columns) =>
        store.Find(NameOf(seed, fold, part), rows, columns);

    /// <summary>Keeps a part of a fold.</summary>
    public static void Keep(this PartStore store, int seed, int fold, string part, float[] values, int columns) =>
        store.Keep(NameOf(seed, fold, part), values, columns);

    private static string NameOf(int seed, int fold, string part) => $"seed-{seed}-fold-{fold}{(part.Length == 0 ? "" : "-")}{part}";
}
