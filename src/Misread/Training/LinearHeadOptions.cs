using Misread.IO;

namespace Misread.Training;

/// <summary>How a <see cref="LinearHead"/> is trained.</summary>
public sealed record LinearHeadOptions
{
    /// <summary>Strengths of the regularisation to choose from, each above 0; see <see cref="LinearHead.Strength"/>.</summary>
    public IReadOnlyList<double> Strengths { get; init; } = [10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001];

    /// <summary>Parts of the training rows that the strength is chosen by, each predicted by a head of the others; 2 … 20.</summary>
    public int InnerFolds { get; init; } = 3;

    /// <summary>At most so many training rows take part in the choice of the strength; all of them train the head.</summary>
    public int ChoiceRows { get; init; } = 6000;

    /// <summary>Of the division into parts.</summary>
    public long Seed { get; init; } = 42;

    internal void Validate()
    {
        if (Strengths.Count == 0 || !Strengths.All(s => s > 0 && double.IsFinite(s)))
            throw new ArgumentException("expected strengths above 0", nameof(Strengths));
        Guard.Range(InnerFolds, 2, 20, nameof(InnerFolds));
        Guard.Range(ChoiceRows, 10, int.MaxValue, nameof(ChoiceRows));
    }
}
