using Misread.Evaluation;

namespace Misread.Experiments;

/// <summary>Errors of two arms on one set of test images under one set of labels.</summary>
/// <param name="Images">Test images.</param>
/// <param name="ControlErrors">Errors of the control, mean over the seeds.</param>
/// <param name="Difference">Errors of <see cref="CorrectionArm.Corrected"/> less the control's, in images: fewer are better.</param>
public sealed record ErrorsUnder(int Images, double ControlErrors, TwoWayInterval Difference);

/// <summary>The arm <see cref="CorrectionArm.Corrected"/> beside one of its controls.</summary>
/// <param name="Control">The control.</param>
/// <param name="Original">Under the labels as they were, all test images but the excluded ones.</param>
/// <param name="Corrected">The same images under the corrected labels.</param>
/// <param name="Untouched">Test images that nobody corrected or excluded: their labels cannot flatter anybody. The verdict is by these.</param>
/// <param name="Verdict">What follows by <see cref="CorrectionRule"/>.</param>
public sealed record CorrectionComparison(
    CorrectionArm Control, ErrorsUnder Original, ErrorsUnder Corrected, ErrorsUnder Untouched, RetrainVerdict Verdict);

/// <summary>The rule by which corrections are judged.</summary>
public static class CorrectionRule
{
    /// <summary>Fewer corrections of training images decide nothing.</summary>
    public const int LeastCorrections = 5;

    /// <summary>Fewer test images that nobody touched decide nothing.</summary>
    public const int LeastUntouched = 200;

    /// <summary>
    /// The verdict against one control: <see cref="RetrainRule"/>'s, on the untouched images; helped only if the mean under the
    /// original labels is no loss, harmed only if it is no gain.
    /// </summary>
    public static RetrainVerdict Against(ErrorsUnder original, ErrorsUnder untouched)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(untouched);
        return RetrainRule.Of(untouched.Difference, RetrainRule.WorthHaving * untouched.ControlErrors) switch
        {
            RetrainVerdict.Helped when original.Difference.Mean > 0 => RetrainVerdict.CannotTell,
            RetrainVerdict.Harmed when original.Difference.Mean < 0 => RetrainVerdict.CannotTell,
            RetrainVerdict verdict => verdict,
        };
    }

    /// <summary>Why nothing can be told, whatever the figures say, or <see langword="null"/>.</summary>
    /// <param name="seeds">Networks of each arm.</param>
    /// <param name="corrections">Corrections of training images in force.</param>
    /// <param name="untouched">Test images that nobody corrected or excluded.</param>
    public static string? TooLittle(int seeds, int corrections, int untouched) => (seeds, corrections, untouched) switch
    {
        ( < RetrainRule.LeastSeeds, _, _) => $"{seeds} of at least {RetrainRule.LeastSeeds} seeds",
        (_, < LeastCorrections, _) => $"{corrections} of at least {LeastCorrections} corrections of training images",
        (_, _, < LeastUntouched) => $"{untouched} of at least {LeastUntouched} test images that nobody corrected",
        _ => null,
    };
}
