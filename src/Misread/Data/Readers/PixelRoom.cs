using Misread.IO;

namespace Misread.Data;

/// <summary>
/// The pixels of images of one size, read one after the other: room is taken once the first is read, when it is known how
/// much all of them need, and held against what files of their length can be.
/// </summary>
/// <param name="source">The folder, for messages.</param>
/// <param name="files">The image files, in their order.</param>
/// <param name="channels">Bytes of a pixel, 1 or 3.</param>
internal sealed class PixelRoom(string source, string[] files, int channels = 1)
{
    /// <summary>Up to here images may be as empty as they like: they are too small to fill the memory.</summary>
    private const long FreeBytes = 256 << 20;

    /// <summary>A page of text shrinks to a hundredth; many files that shrank further are made to fill the memory.</summary>
    private const long MostRatio = 256;

    /// <summary><c>[N,H,W,C]</c>.</summary>
    public byte[] All { get; private set; } = [];

    /// <summary>Height of every image.</summary>
    public int Height { get; private set; }

    /// <summary>Width of every image.</summary>
    public int Width { get; private set; }

    /// <summary>The room of image <paramref name="i"/>, whose size is held against that of the first.</summary>
    /// <exception cref="DataFormatException">It has another size, or all are more than can be held.</exception>
    public Span<byte> Of(int i, int height, int width)
    {
        if (All.Length == 0)
            Take(height, width);
        if ((height, width) != (Height, Width))
            throw new DataFormatException($"{files[i]}: expected an image of {Height}×{Width} as {files[0]}, found {height}×{width}.");
        return All.AsSpan(i * height * width * channels, height * width * channels);
    }

    private void Take(int height, int width)
    {
        long all = (long)files.Length * height * width * channels;
        if (all > Array.MaxLength)
            throw new DataFormatException($"{source}: {files.Length:N0} images of {height}×{width} are more than the {Array.MaxLength:N0} pixels that are accepted.");
        if (all > FreeBytes && all / MostRatio > Stored())
            throw new DataFormatException($"{source}: {files.Length:N0} images of {height}×{width} unpack to more than {MostRatio} times the length of their files; these are no photographs, drawings or scans.");
        (Height, Width, All) = (height, width, new byte[all]);
    }

    private long Stored() => files.Distinct(StringComparer.Ordinal).Sum(f => new FileInfo(f).Length);
}
