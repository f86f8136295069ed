namespace Misread.Experiments;

/// <summary>
/// What the networks are trained on that shall prove a correction of labels. All see equally many images in equally many steps,
/// in the same order: the place of an image that an arm leaves out is taken by another one of the same class.
/// </summary>
public enum CorrectionArm
{
    /// <summary><c>corrected</c>: corrected labels, without the excluded images. The arm that is judged.</summary>
    Corrected,

    /// <summary><c>original</c>: the training images as they were. The first control.</summary>
    Original,

    /// <summary>
    /// <c>random-excluded</c>: as they were, without as many random images of each class as <see cref="Corrected"/> leaves out.
    /// The second control, where something was excluded.
    /// </summary>
    RandomExcluded,

    /// <summary>
    /// <c>excluded</c>: every corrected image left out. For information: was it the right label that helped, or the missing
    /// wrong one?
    /// </summary>
    Excluded,
}

/// <summary>The names of <see cref="CorrectionArm"/> in files.</summary>
public static class CorrectionArmNames
{
    private static readonly string[] Names = ["corrected", "original", "random-excluded", "excluded"];

    /// <summary>The name, <c>random-excluded</c> say.</summary>
    public static string ToName(this CorrectionArm arm) => Names[(int)arm];
}
