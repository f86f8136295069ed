using Misread.Data;

namespace Misread.Findings;

/// <summary>One image of a fingerprint: where it comes from, and how it was read.</summary>
public sealed record FingerprintEntry
{
    /// <summary>The running number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The file name, <c>0001__pred-3__true-5.png</c> say.</summary>
    public required string FileName { get; init; }

    /// <summary>The position of the image in the data set that the fingerprint was made from.</summary>
    public required int Row { get; init; }

    /// <summary>The stable id, <see cref="Dataset.Id(int)"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The split, <c>train</c> or <c>test</c> say.</summary>
    public required string Split { get; init; }

    /// <summary>The position in its split, from 0.</summary>
    public required int IndexInSplit { get; init; }

    /// <summary>How the prediction was obtained.</summary>
    public required PredictionOrigin Origin { get; init; }

    /// <summary>The given label, or −1 when there is none.</summary>
    public required int Label { get; init; }

    /// <summary>The most probable class.</summary>
    public required int Predicted { get; init; }

    /// <summary>The second most probable class, or −1 when there is one class.</summary>
    public required int RunnerUp { get; init; }

    /// <summary>The probability of <see cref="Predicted"/>, 0 … 1.</summary>
    public required float Confidence { get; init; }

    /// <summary>The probability of <see cref="Label"/>, 0 … 1, or <see langword="null"/> when there is no label.</summary>
    public required float? LabelProbability { get; init; }

    /// <summary><see cref="Predictions.Margin(int)"/>, 0 … 1.</summary>
    public required float Margin { get; init; }

    /// <summary><see cref="Predictions.Entropy(int)"/>, in nats.</summary>
    public required double Entropy { get; init; }
}
