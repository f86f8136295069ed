using System.Text.Json.Serialization;
using Misread.Cli.Verbs;
using Misread.Evaluation;
using Misread.Experiments;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>retrain --json</c> prints, and <c>retrain.json</c> holds.</summary>
internal sealed record RetrainSummary(
    string Program,
    string Reproduce,
    string Run,
    string Dataset,
    string Model,
    string Verdict,
    string Reason,
    int TestImages,
    int TrainImages,
    RetrainMining Mining,
    int Copies,
    string Augmentation,
    int Dropped,
    int Epochs,
    int BatchSize,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<RetrainArmSummary> Arms,
    IReadOnlyList<RetrainControlSummary> Controls,
    RetrainRuleSummary Rule,
    double Seconds,
    string Out)
{
    public static RetrainSummary From(RetrainResult r, RunFolder folder, string reproduce, double seconds, string destination) => new(
        Verb.Program,
        reproduce,
        folder.Path,
        folder.Info.Dataset.Name,
        r.Source.Training.Model,
        r.Verdict.ToWords(),
        RetrainText.Reason(r),
        r.Source.TestRows.Count,
        r.Source.TrainRows.Count,
        RetrainMining.From(r),
        r.Options.Copies,
        r.Options.Augmentation!.ToString(),
        r.Options.DropIssues ? r.Mined.Issues.Count : 0,
        r.Source.Training.Epochs,
        r.Source.Training.BatchSize,
        [.. r.Of(RetrainArm.HardAugmented).Select(n => n.Seed)],
        [.. r.Options.Arms.Select(arm => RetrainArmSummary.From(r, arm))],
        [.. r.Controls.Select(RetrainControlSummary.From)],
        new RetrainRuleSummary(RetrainRule.LeastSeeds, RetrainRule.Level, RetrainRule.WorthHaving, BootstrapInterval.DefaultResamples),
        seconds,
        destination);
}

/// <summary>The hard images: where they were found, how many, how hard.</summary>
internal sealed record RetrainMining(
    string By, int Hard, int HardMisread, double LeastSelfConfidence, double GreatestSelfConfidence, int LeftOut, int LikelyLabelErrors)
{
    public static RetrainMining From(RetrainResult r) => new(
        r.Source.OutOfFold is null ? $"cross-validation of the training images, {r.Options.Folds} folds" : "the run's out-of-fold predictions",
        r.Mined.Images.Count,
        r.Mined.Images.Count(i => i.Predicted != r.Source.Data.Label(i.Row)),
        r.Mined.Images[0].SelfConfidence,
        r.Mined.Images[^1].SelfConfidence,
        r.Mined.LeftOut.Count,
        r.Mined.Issues.Count);
}

/// <summary>An arm's networks on the test images.</summary>
internal sealed record RetrainArmSummary(string Arm, int Images, long Steps, double MeanErrors, double? SdErrors, IReadOnlyList<int> Errors)
{
    public static RetrainArmSummary From(RetrainResult r, RetrainArm arm)
    {
        int[] errors = [.. r.Of(arm).Select(n => n.Errors)];
        Spread spread = Spread.Of([.. errors.Select(e => (double)e)]);
        return new RetrainArmSummary(arm.ToName(), r.Images(arm), r.Steps(arm), spread.Mean, errors.Length < 2 ? null : spread.Deviation, errors);
    }
}

/// <summary>Hard images less a control: errors a network over the seeds, and test images.</summary>
internal sealed record RetrainControlSummary(
    string Control, string Verdict, double Difference, double DifferenceLow, double DifferenceHigh, int Gained, int Lost, double PValue, IReadOnlyList<double> PValueBySeed)
{
    public static RetrainControlSummary From(ControlComparison c) => new(
        c.Control.ToName(),
        c.Verdict.ToWords(),
        c.Comparison.Difference.Mean,
        c.Comparison.Difference.Low,
        c.Comparison.Difference.High,
        c.Comparison.Gained,
        c.Comparison.Lost,
        c.Comparison.PValue,
        [.. c.Comparison.BySeed.Select(s => s.PValue)]);
}

/// <summary>The constants of <see cref="RetrainRule"/>.</summary>
internal sealed record RetrainRuleSummary(int LeastSeeds, double Level, double WorthHaving, int Resamples);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RetrainSummary))]
internal sealed partial class RetrainJson : JsonSerializerContext;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(RetrainSummary))]
internal sealed partial class RetrainFileJson : JsonSerializerContext;
