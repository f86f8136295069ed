using Misread.Audit;
using Misread.Experiments;
using Misread.Report;

namespace Misread.Cli.Jobs;

/// <summary>The kinds of findings as the page of an audit names and explains them.</summary>
internal static class AuditKinds
{
    /// <summary>What confident learning flags, where images were not judged one by one.</summary>
    public static AuditKind Issue { get; } = new(
        "label_issue",
        "Label issues",
        "Confident learning flags them: the model is surer of another class than it usually is where that class is right. Look at each before you correct it.");

    /// <summary>A kind for each verdict, label errors first.</summary>
    public static IReadOnlyList<AuditKind> Verdicts { get; } =
    [
        Kind(VerdictKind.LabelError, "Likely label errors", "All evidence says that the given label is wrong. Look at each, and correct those that you agree on."),
        Kind(VerdictKind.Duplicate, "Duplicates with different labels", "The same picture, or all but the same, stands in the data under another label, too: one of the two is wrong."),
        Kind(VerdictKind.Ambiguous, "Ambiguous", "The evidence is divided between two classes; people might be, too. Correcting these is a matter of convention; leaving them out makes a test fairer."),
        Kind(VerdictKind.Outlier, "Outliers", "Like no other image, so that nothing else can speak for or against the label. Look for blots, crops and things that are no member of any class."),
        Kind(VerdictKind.ModelWeakness, "Weaknesses of the model", "Misread, though images like it bear the same label: the label is fine and the model is not. More such images, or retraining on them, may help."),
        Kind(VerdictKind.HardButRight, "Hard but right", "Some evidence doubts the label, all of it together upholds it."),
    ];

    private static AuditKind Kind(VerdictKind kind, string words, string meaning) => new(kind.ToName(), words, meaning);
}
