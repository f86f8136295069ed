namespace Misread.Data;

/// <summary>One split as a reader found it, before the splits of a data set have agreed on sizes and classes.</summary>
/// <param name="Split">Name of the split.</param>
/// <param name="Source">The file or folder of the images, as messages name it.</param>
/// <param name="Height">Height of every image, in pixels.</param>
/// <param name="Width">Width of every image, in pixels.</param>
/// <param name="Pixels"><c>[N,H,W,C]</c>.</param>
/// <param name="Labels"><c>[N]</c> class numbers; <see langword="null"/> when the split has none.</param>
/// <param name="WhereLabel">Where the label of row i stands: file and byte or row.</param>
/// <param name="Ids">Explicit ids, or <see langword="null"/> for <c>name/split/00042</c>.</param>
/// <param name="Channels">1 (grey) or 3 (RGB).</param>
internal sealed record RawSplit(
    string Split,
    string Source,
    int Height,
    int Width,
    byte[] Pixels,
    int[]? Labels,
    Func<int, string> WhereLabel,
    string[]? Ids = null,
    int Channels = 1)
{
    /// <summary>The size of an image, for messages.</summary>
    public string Size => Channels == 1 ? $"{Height}×{Width}" : $"{Height}×{Width}×{Channels}";
}
