namespace Misread.Audit;

/// <summary>The rules by which evidence becomes a verdict; the first that applies decides.</summary>
/// <remarks>
/// <list type="number">
/// <item>A near-duplicate bears another label: <see cref="VerdictKind.Duplicate"/>.</item>
/// <item>
/// It lies far from all images (outlier score beyond Tukey's outer fence, upper quartile + 3 interquartile ranges; J. Tukey, "Exploratory
/// data analysis", 1977) and no label has two thirds of its neighbours: <see cref="VerdictKind.Outlier"/>.
/// </item>
/// <item>The networks misread it, and more than half of its neighbours bear its label: <see cref="VerdictKind.ModelWeakness"/>.</item>
/// <item>
/// By all evidence the label is more likely wrong than right (<see cref="LabelQuality"/> below ½), and what speaks against it is of one mind:
/// all networks that misread it read the same, which is what their mean reads unless that reads the label; they are more than half, and
/// more neighbours bear that label than the given one: <see cref="VerdictKind.LabelError"/>. Where probabilities are all that is known, confident learning (if it was asked) decides the
/// first half of this instead of the quality, since it goes by how many labels of this data set are wrong; the verdict's text says so. No label
/// of a class that cannot be judged (<see cref="AuditVerdicts.Unknown"/>) is called an error.
/// </item>
/// <item>The networks misread it, or fewer of its neighbours bear its label than another one: <see cref="VerdictKind.Ambiguous"/>.</item>
/// <item>Else: <see cref="VerdictKind.HardButRight"/>.</item>
/// </list>
/// Without neighbours the rules that ask for them do not apply, and what they would say is taken as said in the fourth.
/// </remarks>
internal static class VerdictRules
{
    /// <summary>How many interquartile ranges above the upper quartile an outlier lies: Tukey's outer fence.</summary>
    public const double OuterFence = 3;

    public static VerdictKind Judge(in VerdictFacts f)
    {
        bool asked = f.Neighbours > 0;
        bool misread = f.Read != f.Given;
        if (f.Twin is not null)
            return VerdictKind.Duplicate;
        if (f.IsRemote && 3 * Math.Max(f.GivenVotes, f.OtherVotes) < 2 * f.Neighbours)
            return VerdictKind.Outlier;
        if (asked && misread && 2 * f.GivenVotes > f.Neighbours)
            return VerdictKind.ModelWeakness;
        bool ofOneMind = f.Agreeing == f.Misread && 2 * f.Misread > f.Networks && Suggest(f) == f.Instead;
        bool backed = !asked || (f.OtherVotes > f.GivenVotes && f.Other == f.Instead);
        bool doubted = f.Flagged ?? f.Quality < 0.5;
        if (doubted && f.IsKnown && ofOneMind && backed)
            return VerdictKind.LabelError;
        return misread || f.OtherVotes > f.GivenVotes ? VerdictKind.Ambiguous : VerdictKind.HardButRight;
    }

    /// <summary>
    /// What the image is if its label is wrong: the class that the verdict's text names, never the given one. What the mean of the
    /// networks reads, as the table of issues has it; else what some network reads; else the label of the duplicate, or the one
    /// that most of its neighbours bear; where nobody contradicts the label, the networks' second choice.
    /// </summary>
    public static int Suggest(in VerdictFacts f)
    {
        if (f.Read != f.Given)
            return f.Read;
        if (f.Instead >= 0)
            return f.Instead;
        if (f.Twin is { Label: >= 0 } twin && twin.Label != f.Given)
            return twin.Label;
        return f.OtherVotes > f.GivenVotes ? f.Other : f.RunnerUp;
    }
}
