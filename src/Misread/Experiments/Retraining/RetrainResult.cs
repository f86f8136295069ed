using Misread.Data;
using Misread.Findings;
using Misread.Runs;

namespace Misread.Experiments;

/// <summary>A network of a retraining, and what it says of the test images.</summary>
/// <param name="Arm">What it was trained on.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Test">Predictions of the test images, in the order of <see cref="RetrainSource.TestRows"/>.</param>
public sealed record RetrainedNetwork(RetrainArm Arm, int Seed, Predictions Test)
{
    /// <summary>Test images that it misreads.</summary>
    public int Errors { get; } = Enumerable.Range(0, Test.Count).Count(Test.IsMisread);
}

/// <summary>The arm <see cref="RetrainArm.HardAugmented"/> beside one of its controls.</summary>
/// <param name="Control">The control.</param>
/// <param name="Comparison">The control first, the hard images second: a negative difference is fewer errors with them.</param>
/// <param name="Verdict">What follows by <see cref="RetrainRule"/>.</param>
public sealed record ControlComparison(RetrainArm Control, SeededComparison Comparison, RetrainVerdict Verdict);

/// <summary>What a retraining found out.</summary>
/// <remarks>Immutable and thread-safe but for <see cref="Kept"/>'s model.</remarks>
public sealed class RetrainResult
{
    internal RetrainResult(
        RetrainSource source, HardImages mined, RetrainOptions options, IReadOnlyList<RetrainedNetwork> networks, TrainedModel kept, double seconds)
    {
        Source = source;
        Mined = mined;
        Options = options;
        Networks = networks;
        Kept = kept;
        Seconds = seconds;
        int[] rows = [.. Enumerable.Range(0, source.TestRows.Count)];
        Predictions[] judged = [.. Of(RetrainArm.HardAugmented).Select(n => n.Test)];
        Controls =
        [
            .. ((ReadOnlySpan<RetrainArm>)[RetrainArm.RandomAugmented, RetrainArm.RandomRepeated]).ToArray().Select(control =>
            {
                var comparison = SeededComparison.From([.. Of(control).Select(n => n.Test)], judged, rows);
                return new ControlComparison(control, comparison, RetrainRule.Against(comparison));
            }),
        ];
        Verdict = RetrainRule.Overall([.. Controls.Select(c => c.Verdict)]);
    }

    /// <summary>The run.</summary>
    public RetrainSource Source { get; }

    /// <summary>Its hard images.</summary>
    public HardImages Mined { get; }

    /// <summary>The settings, with the strengths of the distortion.</summary>
    public RetrainOptions Options { get; }

    /// <summary>Every network, seed by seed, in each the arms in the order of <see cref="RetrainOptions.Arms"/>.</summary>
    public IReadOnlyList<RetrainedNetwork> Networks { get; }

    /// <summary>
    /// The network that is handed on: <see cref="RetrainArm.HardAugmented"/> with the run's own seed, whatever the test images
    /// say of it.
    /// </summary>
    public TrainedModel Kept { get; }

    /// <summary>The comparisons with both controls.</summary>
    public IReadOnlyList<ControlComparison> Controls { get; }

    /// <summary>Whether it helped.</summary>
    public RetrainVerdict Verdict { get; }

    /// <summary>Time of the trainings in this process.</summary>
    public double Seconds { get; }

    /// <summary>The networks of an arm, in the order of their seeds.</summary>
    public IEnumerable<RetrainedNetwork> Of(RetrainArm arm) => Networks.Where(n => n.Arm == arm);

    /// <summary>Images of an epoch of an arm.</summary>
    public int Images(RetrainArm arm) => arm == RetrainArm.Baseline
        ? Source.TrainRows.Count
        : Source.TrainRows.Count - (Options.DropIssues ? Mined.Issues.Count : 0) + (Mined.Images.Count * Options.Copies);

    /// <summary>Steps of a training of an arm.</summary>
    public long Steps(RetrainArm arm) =>
        (long)Source.Training.Epochs * ((Images(arm) + Source.Training.BatchSize - 1) / Source.Training.BatchSize);
}
