using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Evaluation;

namespace Misread.Experiments;

/// <summary>A trial of corrections as <c>retrain.json</c> holds it. Errors are means a network; differences are corrected less control.</summary>
public sealed record CorrectionSummary(
    string Program,
    string Reproduce,
    string Run,
    string Dataset,
    string Model,
    string Corrections,
    string Verdict,
    string Reason,
    IReadOnlyList<string> Caveats,
    int TrainImages,
    int Relabelled,
    int Excluded,
    int TestImages,
    int TestRelabelled,
    int TestExcluded,
    long Steps,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<CorrectionArmSummary> Arms,
    IReadOnlyList<CorrectionControlSummary> Controls,
    double Seconds,
    string Out)
{
    /// <summary>Tells a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="program">What made it, <c>misread 0.1.0</c>.</param>
    /// <param name="reproduce">The command that makes it again.</param>
    /// <param name="run">Folder of the run.</param>
    /// <param name="corrections">File of the corrections.</param>
    /// <param name="destination">The folder that holds it.</param>
    public static CorrectionSummary From(CorrectionResult result, string program, string reproduce, string run, string corrections, string destination)
    {
        ArgumentNullException.ThrowIfNull(result);
        RetrainSource source = result.Run.Source;
        int batch = source.Training.BatchSize;
        return new CorrectionSummary(
            program,
            reproduce,
            run,
            source.Data.Name,
            source.Training.Model,
            corrections,
            result.Verdict.ToWords(),
            CorrectionText.Reason(result),
            CorrectionText.Caveats(result),
            source.TrainRows.Count,
            result.Run.Relabelled.Count,
            result.Run.Excluded.Count,
            source.TestRows.Count,
            result.Run.TestRelabelled.Count,
            result.Run.TestExcluded.Count,
            (long)source.Training.Epochs * ((source.TrainRows.Count + batch - 1) / batch),
            [.. result.Of(CorrectionArm.Corrected).Select(n => n.Seed)],
            [.. result.Run.Arms.Select(arm => CorrectionArmSummary.From(result, arm))],
            [.. result.Controls.Select(CorrectionControlSummary.From)],
            Math.Round(result.Seconds, 3),
            destination);
    }

    /// <summary>The JSON, indented, with a last line feed.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CorrectionJson.Default.CorrectionSummary) + "\n";
}

/// <summary>An arm's networks on the test images, mean errors under each set of labels.</summary>
public sealed record CorrectionArmSummary(string Arm, double Original, double Corrected, double Untouched, IReadOnlyList<int> UntouchedErrors)
{
    internal static CorrectionArmSummary From(CorrectionResult result, CorrectionArm arm)
    {
        (int Original, int Corrected, int Untouched)[] errors = [.. result.Of(arm).Select(result.Errors)];
        return new CorrectionArmSummary(
            arm.ToName(), errors.Average(e => e.Original), errors.Average(e => e.Corrected), errors.Average(e => e.Untouched), [.. errors.Select(e => e.Untouched)]);
    }
}

/// <summary>The arm <c>corrected</c> less a control.</summary>
public sealed record CorrectionControlSummary(
    string Control, string Verdict, CorrectionDifference Original, CorrectionDifference Corrected, CorrectionDifference Untouched)
{
    internal static CorrectionControlSummary From(CorrectionComparison c) => new(
        c.Control.ToName(), c.Verdict.ToWords(), CorrectionDifference.From(c.Original), CorrectionDifference.From(c.Corrected), CorrectionDifference.From(c.Untouched));
}

/// <summary>A difference of errors a network, with its 95 % interval over seeds and images.</summary>
public sealed record CorrectionDifference(int Images, double ControlErrors, double Difference, double Low, double High, double LeastDetectable)
{
    internal static CorrectionDifference From(ErrorsUnder errors)
    {
        TwoWayInterval d = errors.Difference;
        return new CorrectionDifference(errors.Images, errors.ControlErrors, d.Mean, d.Low, d.High, d.LeastDetectable);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CorrectionSummary))]
internal sealed partial class CorrectionJson : JsonSerializerContext;
