using System.Globalization;
using Misread.Evaluation;

namespace Misread.Audit;

/// <summary>How much the opinion is worth that an audit holds against the labels: how often the networks read what is labelled.</summary>
/// <param name="Count">Number of labels.</param>
/// <param name="Agreeing">How many of them are what is read.</param>
/// <param name="Majority">The share of the most frequent label, 0 … 1: what one would agree with who always named that.</param>
/// <param name="Flagged">How many labels confident learning flags.</param>
public sealed record NetworkOpinion(int Count, int Agreeing, double Majority, int Flagged)
{
    /// <summary>The share of labels that are what is read, 0 … 1.</summary>
    public double Accuracy => Agreeing / (double)Count;

    /// <summary>Its Wilson 95 % interval.</summary>
    public WilsonInterval Interval => WilsonInterval.From(Agreeing, Count);

    /// <summary>
    /// Whether the networks know too little to judge labels: they doubt a greater share of the labels than they surely (lower end of
    /// <see cref="Interval"/>) read better than somebody would who always named the most frequent one.
    /// </summary>
    public bool IsTooWeak => Interval.Low - Majority < Flagged / (double)Count;

    /// <summary>What to say when <see cref="IsTooWeak"/>.</summary>
    public string Warning => string.Create(
        CultureInfo.InvariantCulture,
        $"{this}; always naming the most frequent label would give {100 * Majority:F2} %, and {100.0 * Flagged / Count:F2} % of the labels are flagged. That is too weak an opinion to judge labels by: audit with a better model before you correct any.");

    /// <summary>The opinion of an audit's networks.</summary>
    /// <param name="audit">The audit.</param>
    /// <param name="filter">What counts as flagged.</param>
    public static NetworkOpinion Of(LabelAudit audit, LabelFilter filter)
    {
        ArgumentNullException.ThrowIfNull(audit);
        int agreeing = 0;
        for (int row = 0; row < audit.Count; row++)
            agreeing += audit.Predicted(row) == audit.Label(row) ? 1 : 0;
        return new NetworkOpinion(audit.Count, agreeing, audit.Joint.LabelCounts.Max() / (double)audit.Count, audit.Issues(filter).Count);
    }

    /// <summary><c>the networks read 99.29 % of the labels as they are given (95 % interval 99.22–99.35 %)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"the networks read {100 * Accuracy:F2} % of the labels as they are given (95 % interval {100 * Interval.Low:F2}–{100 * Interval.High:F2} %)");
}
