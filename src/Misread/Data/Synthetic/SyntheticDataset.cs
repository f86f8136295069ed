namespace Misread.Data;

/// <summary>What is known of one synthetic image.</summary>
/// <param name="TrueLabel">The digit that was written; of a blended image, the one that has the greater share.</param>
/// <param name="IsFlipped">Whether the given label, that of the data set, is not the true one.</param>
/// <param name="BlendedWith">The digit that has the lesser share of a blended image; <see langword="null"/> for a clear one.</param>
/// <param name="BlendShare">The share of <paramref name="BlendedWith"/>: 0 for a clear image, else 0.3 … 0.5.</param>
public readonly record struct PlantedTruth(int TrueLabel, bool IsFlipped, int? BlendedWith, double BlendShare)
{
    /// <summary>Whether the image lies between two digits.</summary>
    public bool IsBlended => BlendedWith is not null;
}

/// <summary>Synthetic digits with the truth about each of them, by which findings can be scored. Immutable and thread-safe.</summary>
/// <param name="Dataset">The images with their given labels, training images first.</param>
/// <param name="Truth"><c>[N]</c>, row by row.</param>
public sealed record SyntheticDataset(Dataset Dataset, IReadOnlyList<PlantedTruth> Truth);
