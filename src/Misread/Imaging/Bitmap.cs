namespace Misread.Imaging;

/// <summary>An 8-bit image in memory: rows from top to bottom, channels interleaved, no padding between rows.</summary>
/// <remarks>Not thread-safe while <see cref="Pixels"/> is written.</remarks>
public sealed class Bitmap
{
    /// <summary>The largest width or height that is accepted, in pixels.</summary>
    public const int MaxSide = 32_768;

    /// <summary>The largest number of bytes that a bitmap may hold (512 MiB).</summary>
    public const int MaxBytes = 1 << 29;

    /// <summary>Creates a black (and, with four channels, fully transparent) image.</summary>
    /// <param name="width">Width in pixels, 1 … <see cref="MaxSide"/>.</param>
    /// <param name="height">Height in pixels, 1 … <see cref="MaxSide"/>.</param>
    /// <param name="channels">1 (grey), 3 (RGB) or 4 (RGBA, straight alpha).</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or the whole exceeds <see cref="MaxBytes"/>.</exception>
    public Bitmap(int width, int height, int channels)
        : this(width, height, channels, new byte[CheckedSize(width, height, channels)])
    {
    }

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Width in pixels, 1 … <see cref="MaxSide"/>.</param>
    /// <param name="height">Height in pixels, 1 … <see cref="MaxSide"/>.</param>
    /// <param name="channels">1 (grey), 3 (RGB) or 4 (RGBA, straight alpha).</param>
    /// <param name="pixels">Exactly <c>height × width × channels</c> bytes, <c>[H,W,C]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or the whole exceeds <see cref="MaxBytes"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length.</exception>
    public Bitmap(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        int size = CheckedSize(width, height, channels);
        if (pixels.Length != size)
            throw new ArgumentException($"expected {size} bytes for {width}×{height}×{channels}, got {pixels.Length}", nameof(pixels));
        Width = width;
        Height = height;
        Channels = channels;
        Pixels = pixels;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>1 (grey), 3 (RGB) or 4 (RGBA, straight alpha).</summary>
    public int Channels { get; }

    /// <summary>The pixels, <c>[H,W,C]</c>; 0 is black, 255 white.</summary>
    public byte[] Pixels { get; }

    private static int CheckedSize(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        if (channels is not (1 or 3 or 4))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1, 3 or 4 channels");
        long size = (long)width * height * channels;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxBytes, "width × height × channels");
        return (int)size;
    }
}
