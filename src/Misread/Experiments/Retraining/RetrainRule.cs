using Misread.Evaluation;
using Misread.Findings;

namespace Misread.Experiments;

/// <summary>Whether a retraining helped.</summary>
public enum RetrainVerdict
{
    /// <summary><c>helped</c>: fewer errors than the control, by more than seeds and images explain.</summary>
    Helped,

    /// <summary><c>did not help</c>: a gain worth having can be ruled out.</summary>
    DidNotHelp,

    /// <summary><c>cannot tell</c>: none of the others.</summary>
    CannotTell,

    /// <summary><c>harmed</c>: more errors than the control, by more than seeds and images explain.</summary>
    Harmed,
}

/// <summary>The rule by which a retraining is judged.</summary>
public static class RetrainRule
{
    /// <summary>Fewer seeds decide nothing: of four, all fall to one side by chance in one case of eight.</summary>
    public const int LeastSeeds = 5;

    /// <summary>The interval is that of 1 − level.</summary>
    public const double Level = 0.05;

    /// <summary>The smallest gain worth having, as a share of the control's errors.</summary>
    public const double WorthHaving = 0.05;

    /// <summary>Judges the hard images against one control.</summary>
    /// <param name="comparison">The control first, the hard images second.</param>
    /// <returns>
    /// With fewer than <see cref="LeastSeeds"/> seeds <see cref="RetrainVerdict.CannotTell"/>. Otherwise
    /// <see cref="RetrainVerdict.Helped"/> if the interval of the difference, over seeds and images, lies wholly below 0, and
    /// <see cref="RetrainVerdict.Harmed"/> if it lies wholly above; else <see cref="RetrainVerdict.DidNotHelp"/> if it holds no
    /// gain above <see cref="WorthHaving"/> of the control's errors; else <see cref="RetrainVerdict.CannotTell"/>.
    /// </returns>
    public static RetrainVerdict Against(SeededComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return comparison.BySeed.Count < LeastSeeds
            ? RetrainVerdict.CannotTell
            : Of(comparison.Difference, WorthHaving * comparison.FirstErrors);
    }

    /// <summary>The verdict on a difference of errors (fewer are better), whatever the number of seeds.</summary>
    internal static RetrainVerdict Of(TwoWayInterval difference, double worthHaving) => difference switch
    {
        { High: < 0 } => RetrainVerdict.Helped,
        { Low: > 0 } => RetrainVerdict.Harmed,
        _ => difference.Low >= -worthHaving ? RetrainVerdict.DidNotHelp : RetrainVerdict.CannotTell,
    };

    /// <summary>
    /// The verdict over all controls: helped or harmed if against each of them, did not help if against any of them it did not
    /// or harmed. To ask
    /// for all of several tests at a level makes the level no larger (R. L. Berger, "Multiparameter hypothesis testing and
    /// acceptance sampling", Technometrics 24, 1982).
    /// </summary>
    public static RetrainVerdict Overall(IReadOnlyList<RetrainVerdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        if (verdicts.All(v => v == RetrainVerdict.Helped))
            return RetrainVerdict.Helped;
        if (verdicts.All(v => v == RetrainVerdict.Harmed))
            return RetrainVerdict.Harmed;
        return verdicts.Any(v => v is RetrainVerdict.DidNotHelp or RetrainVerdict.Harmed) ? RetrainVerdict.DidNotHelp : RetrainVerdict.CannotTell;
    }

    /// <summary>The words: <c>helped</c>, <c>harmed</c>, <c>did not help</c> or <c>cannot tell</c>.</summary>
    public static string ToWords(this RetrainVerdict verdict) => verdict switch
    {
        RetrainVerdict.Helped => "helped",
        RetrainVerdict.DidNotHelp => "did not help",
        RetrainVerdict.Harmed => "harmed",
        _ => "cannot tell",
    };
}
