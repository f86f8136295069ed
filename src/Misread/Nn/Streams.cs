namespace Misread.Nn;

/// <summary>What a seed is used for: the first number of each random stream, so that no two uses share numbers.</summary>
internal static class Streams
{
    public const long Initialization = 1;
    public const long Shuffle = 2;
    public const long Dropout = 3;
    public const long ValidationSplit = 4;
    public const long Augmentation = 5;
}
