using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class PlantedExperimentTests
{
    private static readonly Dataset Digits = SyntheticDigits.Create(new SyntheticOptions { Seed = 5, TrainCount = 400, TestCount = 1, FlipRate = 0 }).Dataset.OfSplit("train");

    [Fact]
    public void Every_ranking_is_scored_against_what_was_planted_and_the_combined_finds_most()
    {
        var options = new PlantedOptions
        {
            CrossValidation = new CrossValidationOptions { Training = TrainingOptions.ForPreset("mlp") with { Epochs = 8, BatchSize = 32 }, Folds = 4, Threads = 2 },
            Kinds = [PlantedKind.Uniform],
            Rates = [0.05],
            Seeds = 1,
            SetAsideIssues = false,
        };
        IReadOnlyList<int> wrong = [];
        AuditEvidence? evidence = null;
        PlantedCell cell = Assert.Single(PlantedExperiment.Run(Digits, options, (_, e, rows) => (evidence, wrong) = (e, rows)));
        Assert.Equal((20, 400, 0.05), (cell.Wrong, cell.Rows, cell.Rate));
        Assert.Equal(wrong, Enumerable.Range(0, 400).Where(i => evidence!.Predictions.Label(i) != Digits.Label(i)));
        Assert.Equal(cell.Scores.Count, cell.Scores.Select(s => s.Ranking).Distinct().Count());
        Assert.Contains(cell.Scores, s => s.Ranking == "area_under_margin");
        PlantedScore combined = cell.Scores.First(s => s.Ranking == SuspicionRankings.Combined);
        Assert.Equal(combined.Recall[0] * 20, combined.Precision[0] * 15, 1e-9);
        Assert.InRange(combined.AveragePrecision, 0.6, 1);
    }

    [Fact]
    public void Issues_of_before_are_neither_planted_into_nor_ranked()
    {
        int[] labels = Digits.Labels();
        labels[7] = (labels[7] + 1) % 10;
        Dataset flawed = Digits.WithLabels(labels);
        var options = new PlantedOptions
        {
            CrossValidation = new CrossValidationOptions { Training = TrainingOptions.ForPreset("mlp") with { Epochs = 8, BatchSize = 32 }, Folds = 4, Threads = 2 },
            Kinds = [PlantedKind.Uniform, PlantedKind.ClassPair, PlantedKind.LookAlike],
            Rates = [0.5],
            Seeds = 1,
        };
        var planted = new List<int>();
        foreach (PlantedCell cell in PlantedExperiment.Run(flawed, options, (_, _, rows) => planted.AddRange(rows)))
        {
            Assert.InRange(cell.SetAside, 1, 40);
            Assert.Equal((400 - cell.SetAside, 200), (cell.Rows, cell.Wrong));
            Assert.All(cell.Scores, s => Assert.InRange(s.AveragePrecision, 0, 1));
        }

        Assert.DoesNotContain(7, planted);
        var ranking = new SuspicionRanking("by hand", [0.1, 0.2, 0.3, 0.4]);
        Assert.Equal(0.5, PlantedScore.Of(ranking, [1]).AveragePrecision);
        Assert.Equal(1, PlantedScore.Of(ranking, [1], new HashSet<int> { 0 }).AveragePrecision);
    }

    [Fact]
    public void Means_and_spreads_by_hand()
    {
        PlantedCell Cell(int seed, double precision) => new(PlantedKind.Uniform, 0.01, seed, 100, 0, 1, [new PlantedScore("a", precision, precision, [1, 1, 1], [1, 1, 1])], 0);
        PlantedSummary summary = Assert.Single(PlantedTable.Summarize([Cell(1, 0.5), Cell(2, 0.7)]));
        Assert.Equal((0.6, 2), (Math.Round(summary.AveragePrecision.Mean, 12), summary.Seeds));
        Assert.Equal(Math.Sqrt(0.02), summary.AveragePrecision.Deviation, 1e-12);
        Assert.Contains("| `a` | **0.600 ± 0.141** | 0.600 |", PlantedTable.Markdown([summary]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_plants_nothing_is_refused() => Assert.Throws<ArgumentException>(() => PlantedExperiment.Run(
        Digits, new PlantedOptions { CrossValidation = new CrossValidationOptions { Training = TrainingOptions.ForPreset("mlp") }, Rates = [0.001] }));
}
