using Misread.Evaluation;
using Misread.Runs;

namespace Misread.Experiments;

/// <summary>What a trial of corrections found out.</summary>
/// <remarks>Immutable and thread-safe but for <see cref="Kept"/>'s model.</remarks>
public sealed class CorrectionResult
{
    private readonly (int At, int Label)[] _original;
    private readonly (int At, int Label)[] _corrected;
    private readonly (int At, int Label)[] _untouched;

    internal CorrectionResult(CorrectedRun run, IReadOnlyList<CorrectionNetwork> networks, TrainedModel kept, double seconds)
    {
        (Run, Networks, Kept, Seconds) = (run, networks, kept, seconds);
        var excluded = run.TestExcluded.ToHashSet();
        var touched = run.TestRelabelled.ToHashSet();
        (int At, int Row)[] judged = [.. run.Source.TestRows.Index().Where(t => !excluded.Contains(t.Item)).Select(t => (t.Index, t.Item))];
        _original = [.. judged.Select(t => (t.At, run.Source.Data.Label(t.Row)))];
        _corrected = [.. judged.Select(t => (t.At, run.Label(t.Row)))];
        _untouched = [.. judged.Where(t => !touched.Contains(t.Row)).Select(t => (t.At, run.Label(t.Row)))];
        TooLittle = CorrectionRule.TooLittle(Seeds, run.Relabelled.Count + run.Excluded.Count, _untouched.Length);
        Controls = [.. run.Arms.Where(a => a is CorrectionArm.Original or CorrectionArm.RandomExcluded).Select(Against)];
        Verdict = TooLittle is null ? RetrainRule.Overall([.. Controls.Select(c => c.Verdict)]) : RetrainVerdict.CannotTell;
    }

    /// <summary>The run and its corrections.</summary>
    public CorrectedRun Run { get; }

    /// <summary>Every network, seed by seed, in each the arms in the order of <see cref="CorrectedRun.Arms"/>.</summary>
    public IReadOnlyList<CorrectionNetwork> Networks { get; }

    /// <summary>The network that is handed on: <see cref="CorrectionArm.Corrected"/> with the run's own seed, whatever the test images say of it.</summary>
    public TrainedModel Kept { get; }

    /// <summary>The comparisons with the controls.</summary>
    public IReadOnlyList<CorrectionComparison> Controls { get; }

    /// <summary>Whether the corrections helped.</summary>
    public RetrainVerdict Verdict { get; }

    /// <summary>Why nothing can be told whatever the figures say, or <see langword="null"/>.</summary>
    public string? TooLittle { get; }

    /// <summary>Time of the trainings in this process.</summary>
    public double Seconds { get; }

    /// <summary>Networks of each arm.</summary>
    public int Seeds => Networks.Count / Run.Arms.Count;

    /// <summary>The networks of an arm, in the order of their seeds.</summary>
    public IEnumerable<CorrectionNetwork> Of(CorrectionArm arm) => Networks.Where(n => n.Arm == arm);

    /// <summary>Errors of a network under the original and the corrected labels and on the untouched images, and how many images each are.</summary>
    public (int Original, int Corrected, int Untouched) Errors(CorrectionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return (Count(_original), Count(_corrected), Count(_untouched));

        int Count((int At, int Label)[] images) => images.Count(t => network.Test.Predicted(t.At) != t.Label);
    }

    /// <summary>Untouched images that the second network reads right and the first does not, and the other way round.</summary>
    internal (int Gained, int Lost) UntouchedChanges(CorrectionNetwork first, CorrectionNetwork second)
    {
        int[] changes = [.. _untouched.Select(t => Wrong(first, t) - Wrong(second, t))];
        return (changes.Count(c => c > 0), changes.Count(c => c < 0));
    }

    private CorrectionComparison Against(CorrectionArm control)
    {
        (ErrorsUnder original, ErrorsUnder untouched) = (Under(control, _original), Under(control, _untouched));
        RetrainVerdict verdict = TooLittle is null ? CorrectionRule.Against(original, untouched) : RetrainVerdict.CannotTell;
        return new CorrectionComparison(control, original, Under(control, _corrected), untouched, verdict);
    }

    private ErrorsUnder Under(CorrectionArm control, (int At, int Label)[] images)
    {
        if (images.Length == 0)
            return new ErrorsUnder(0, 0, default);
        sbyte[][] table = [.. Of(CorrectionArm.Corrected).Zip(Of(control), (a, b) => images.Select(t => (sbyte)(Wrong(a, t) - Wrong(b, t))).ToArray())];
        double errors = Of(control).Average(n => images.Sum(t => Wrong(n, t)));
        return new ErrorsUnder(images.Length, errors, TwoWayInterval.Of(table).Scaled(images.Length));
    }

    private static int Wrong(CorrectionNetwork network, (int At, int Label) image) =>
        network.Test.Predicted(image.At) == image.Label ? 0 : 1;
}
