using Misread.Imaging;

namespace Misread.Report;

/// <summary>How images of one size are shown: whole multiples of their pixels when small, block means when large.</summary>
internal sealed class Thumbnail
{
    /// <summary>About the width that an image is shown at, in CSS pixels: three times MNIST's 28.</summary>
    private const int Target = 84;

    /// <summary>Longest side that is kept at its own pixels; more than is shown, for screens of two dots a pixel.</summary>
    private const int MaxSide = 168;

    private readonly int _width;
    private readonly int _height;
    private readonly int _maxValue;
    private readonly int _block;

    /// <param name="width">Width of the images, in pixels.</param>
    /// <param name="height">Their height.</param>
    /// <param name="maxValue">Their full ink.</param>
    /// <param name="target">About the longer side that they are shown at, in CSS pixels.</param>
    public Thumbnail(int width, int height, int maxValue, int target = Target)
    {
        (_width, _height, _maxValue) = (width, height, maxValue);
        int side = Math.Max(width, height);
        _block = (side + MaxSide - 1) / MaxSide;
        double scale = side <= target ? target / side : target / (double)side;
        ShownWidth = Math.Max(1, (int)Math.Round(width * scale));
        ShownHeight = Math.Max(1, (int)Math.Round(height * scale));
    }

    public int ShownWidth { get; }

    public int ShownHeight { get; }

    /// <summary>Pixels of a thumbnail.</summary>
    public int Area => Blocks(_width) * Blocks(_height);

    /// <summary>The image as a page shows it.</summary>
    /// <param name="image"><c>[H,W]</c>, 0 background … full ink.</param>
    public ShownImage Show(ReadOnlySpan<byte> image) =>
        new($"data:image/png;base64,{Convert.ToBase64String(PngEncoder.Encode(Of(image)))}", ShownWidth, ShownHeight);

    /// <summary>The image with dark ink on white, each block of pixels as its mean.</summary>
    /// <param name="image"><c>[H,W]</c>, 0 background … full ink.</param>
    public Bitmap Of(ReadOnlySpan<byte> image)
    {
        var thumbnail = new Bitmap(Blocks(_width), Blocks(_height), 1);
        for (int y = 0; y < thumbnail.Height; y++)
        {
            for (int x = 0; x < thumbnail.Width; x++)
                thumbnail.Pixels[(y * thumbnail.Width) + x] = (byte)(255 - Ink(image, x * _block, y * _block));
        }

        return thumbnail;
    }

    private int Ink(ReadOnlySpan<byte> image, int left, int top)
    {
        int right = Math.Min(left + _block, _width);
        int bottom = Math.Min(top + _block, _height);
        int sum = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
                sum += image[(y * _width) + x];
        }

        int full = (right - left) * (bottom - top) * _maxValue;
        return (int)(((255L * sum) + (full / 2)) / full);
    }

    private int Blocks(int side) => (side + _block - 1) / _block;
}
