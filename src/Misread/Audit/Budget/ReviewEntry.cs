namespace Misread.Audit;

/// <summary>How an image came before the person who judges it.</summary>
public enum ReviewKind
{
    /// <summary><c>queue</c>: it was next in the queue of suspicious images.</summary>
    Queue,

    /// <summary><c>search</c>: it was looked for.</summary>
    Search,

    /// <summary><c>probe</c>: chance chose it.</summary>
    Probe,

    /// <summary><c>control</c>: it was shown under a label that is known to be false, to see whether that is noticed.</summary>
    Control,
}

/// <summary>One verdict of a person. The log of them is the state of a review; everything else is computed from it.</summary>
/// <param name="Image">The image's number in the frame.</param>
/// <param name="Kind">How it came to be shown.</param>
/// <param name="LabelWrong">Whether the label that was shown is wrong; of a control, whether that was noticed.</param>
/// <param name="ReadingRight">Whether the right label is the one that was read. Where image and label agree it is not looked at.</param>
public readonly record struct ReviewEntry(int Image, ReviewKind Kind, bool LabelWrong, bool ReadingRight = false);

/// <summary>What a person should look at next.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Stratum">Where the images lie.</param>
/// <param name="Images">One image, or those of a sheet in the order in which their verdicts are to be recorded; none when all are done.</param>
/// <param name="Controls">Images that are mixed into the sheet under a false label; their labels were found right before.</param>
public sealed record ReviewAction(ReviewKind Kind, ReviewStratum Stratum, IReadOnlyList<int> Images, IReadOnlyList<int> Controls)
{
    /// <summary>Whether it is shown as a sheet ("click those that are not 7") rather than as single cards.</summary>
    public bool IsSheet => Kind == ReviewKind.Probe && Stratum != ReviewStratum.Misread;
}
