namespace Misread.Experiments;

/// <summary>How well one ranking found the wrong labels of one planting.</summary>
/// <param name="Ranking">Name of the ranking.</param>
/// <param name="AveragePrecision"><see cref="RankingQuality.AveragePrecision"/>.</param>
/// <param name="AtPlanted">Precision at as many places as there are wrong labels, which there is recall too.</param>
/// <param name="Precision">Precision at each of <see cref="Places"/>.</param>
/// <param name="Recall">Recall at each of <see cref="Places"/>.</param>
public sealed record PlantedScore(string Ranking, double AveragePrecision, double AtPlanted, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall)
{
    /// <summary>As many images as a person looks at: 15, 50, 100.</summary>
    public static IReadOnlyList<int> Places { get; } = [15, 50, 100];

    /// <summary>Scores a ranking.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="wrongRows">The rows whose label is wrong, 1 or more.</param>
    /// <param name="setAside">Rows that are taken out of the ranking; or none.</param>
    /// <exception cref="ArgumentException">There is no wrong row.</exception>
    public static PlantedScore Of(SuspicionRanking ranking, IReadOnlyCollection<int> wrongRows, IReadOnlySet<int>? setAside = null)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(wrongRows);
        var quality = new RankingQuality([.. ranking.Order().Where(row => setAside?.Contains(row) != true)], wrongRows);
        return new PlantedScore(
            ranking.Name,
            quality.AveragePrecision,
            quality.PrecisionAt(Math.Max(1, wrongRows.Count)),
            [.. Places.Select(quality.PrecisionAt)],
            [.. Places.Select(quality.RecallAt)]);
    }
}

/// <summary>How well every ranking found the wrong labels of one planting.</summary>
/// <param name="Kind">How they came about.</param>
/// <param name="Rate">The share of labels that is wrong, 0 … 1.</param>
/// <param name="Seed">Of the planting and of the networks.</param>
/// <param name="Rows">Number of images that were ranked.</param>
/// <param name="SetAside">Number of images besides, that were not: <see cref="PlantedOptions.SetAsideIssues"/>.</param>
/// <param name="Wrong">Number of wrong labels.</param>
/// <param name="Scores">One for each ranking.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record PlantedCell(PlantedKind Kind, double Rate, long Seed, int Rows, int SetAside, int Wrong, IReadOnlyList<PlantedScore> Scores, double Seconds);
