namespace Misread.Experiments;

/// <summary>What the networks of a retraining are trained on. All but the baseline see equally many images in equally many steps.</summary>
public enum RetrainArm
{
    /// <summary><c>hard-augmented</c>: the training images, and distorted copies of the hard ones. The arm that is judged.</summary>
    HardAugmented,

    /// <summary><c>random-augmented</c>: as many distorted copies of as many random images. Does it matter which images are copied?</summary>
    RandomAugmented,

    /// <summary><c>random-repeated</c>: the same random images as often, unchanged. Does anything matter but more steps?</summary>
    RandomRepeated,

    /// <summary><c>baseline</c>: the training images alone, so fewer steps. For information; nothing is judged by it.</summary>
    Baseline,
}

/// <summary>The names of <see cref="RetrainArm"/> in files.</summary>
public static class RetrainArmNames
{
    private static readonly string[] Names = ["hard-augmented", "random-augmented", "random-repeated", "baseline"];

    /// <summary>The name, <c>hard-augmented</c> say.</summary>
    public static string ToName(this RetrainArm arm) => Names[(int)arm];
}
