using Misread.Audit;
using Misread.Data;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>Every ranking that the evidence allows: what each piece of it would find alone, and what it finds together.</summary>
public static class SuspicionRankings
{
    /// <summary>The name of the ranking by all evidence together, <see cref="LabelQuality"/>.</summary>
    public const string Combined = "label_quality";

    /// <summary>The rankings of all rows.</summary>
    /// <param name="evidence">The evidence; all rows bear a label.</param>
    /// <param name="threads">1 or more, or 0 for all cores.</param>
    /// <returns>
    /// <see cref="Combined"/> first; then those of <see cref="LabelScore"/>, which are cleanlab's from the same probabilities
    /// (and its <c>confidence_weighted_entropy</c> once more with the fault that it has there); then seeds, neighbours and training.
    /// </returns>
    public static IReadOnlyList<SuspicionRanking> All(AuditEvidence evidence, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Predictions p = evidence.Predictions;
        int[] labels = [.. Enumerable.Range(0, p.Count).Select(p.Label)];
        var audit = LabelAudit.Of(ProbabilityMatrix.From(p), labels, threads);
        var rankings = new List<SuspicionRanking> { new(Combined, LabelQuality.Of(evidence).Values) };
        foreach (LabelScore score in Enum.GetValues<LabelScore>())
            rankings.Add(new SuspicionRanking(score.ToName(), audit.Scores(score)));
        rankings.Add(new SuspicionRanking("cleanlab_2.9_weighted_entropy", ByRow(p, i => FaultyWeightedEntropy(p, i))));
        if (evidence.BySeed.Count > 0)
            rankings.Add(new SuspicionRanking("consensus", ByRow(p, i => -evidence.BySeed.Count(s => s.IsMisread(i)))));
        if (evidence.Neighbours is { } near)
        {
            rankings.Add(new SuspicionRanking("neighbour_share", ByRow(p, i => near.VotesFor(i, labels[i]))));
            rankings.Add(new SuspicionRanking("outlier_score", ByRow(p, i => -near.OutlierScore(i))));
        }

        if (evidence.Dynamics is { } dynamics)
        {
            rankings.Add(new SuspicionRanking("area_under_margin", Fared(dynamics, d => d.AreaUnderMargin)));
            rankings.Add(new SuspicionRanking("el2n", Fared(dynamics, d => -d.ErrorNorm)));
            rankings.Add(new SuspicionRanking("data_map_confidence", Fared(dynamics, d => d.Confidence)));
            rankings.Add(new SuspicionRanking("forgetting", Fared(dynamics, d => d.WasLearned ? -d.ForgettingEvents : double.NegativeInfinity)));
        }

        return rankings;
    }

    private static double[] ByRow(Predictions p, Func<int, double> score) => [.. Enumerable.Range(0, p.Count).Select(score)];

    /// <summary>An image that took part in no training has no score and comes last.</summary>
    private static double[] Fared(IReadOnlyList<DynamicsScores?> dynamics, Func<DynamicsScores, double> score) =>
        [.. dynamics.Select(d => d is { } known ? score(known) : double.PositiveInfinity)];

    /// <summary>
    /// cleanlab 2.9's <c>confidence_weighted_entropy</c>, which divides by max(x, 10⁻⁶), so that the surest and rightest rows score 0
    /// (see <see cref="LabelScore.ConfidenceWeightedEntropy"/>).
    /// </summary>
    private static double FaultyWeightedEntropy(Predictions p, int row)
    {
        double x = p.Entropy(row) / (Math.Log(p.ClassCount) * Math.Max(p.Probabilities(row)[p.Label(row)], 1e-6));
        return Math.Log(1 + x) / Math.Max(x, 1e-6);
    }
}
