using System.Buffers.Binary;
using Misread.IO;

namespace Misread.Imaging;

/// <summary>What a pixel of a PNG consists of; the values are those of the file.</summary>
internal enum PngColor
{
    Grey = 0,
    Rgb = 2,
    Indexed = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>A PNG's IHDR chunk: size and kind of its pixels.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColor Color, bool Interlaced)
{
    /// <summary>The number of data bytes of IHDR.</summary>
    public const int Length = 13;

    /// <summary>The seven passes of Adam7 (section 8.1): first column and row, then the steps between columns and rows.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] OnePass = [(0, 0, 1, 1)];

    /// <summary>Samples of a pixel in the file: 1 … 4.</summary>
    public int Samples => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.GreyAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    /// <summary>The distance in bytes that filters look back: a whole pixel, at least one byte.</summary>
    public int FilterDistance => Math.Max(1, Samples * Depth / 8);

    /// <summary>The passes that the rows come in.</summary>
    public (int X, int Y, int StepX, int StepY)[] Passes => Interlaced ? Adam7 : OnePass;

    /// <summary>The number of bytes of a row of so many pixels, without its filter byte.</summary>
    public int RowBytes(int pixels) => checked((int)((((long)pixels * Samples * Depth) + 7) / 8));

    /// <summary>The number of bytes that the image data must inflate to: every row of every pass with its filter byte.</summary>
    public long InflatedBytes()
    {
        long sum = 0;
        foreach (var (x, y, stepX, stepY) in Passes)
        {
            int columns = Ceiling(Width - x, stepX);
            int rows = Ceiling(Height - y, stepY);
            if (columns > 0)
                sum += (long)rows * (1 + RowBytes(columns));
        }

        return sum;
    }

    /// <summary>The number of columns or rows that a pass takes from what lies beyond its first.</summary>
    public static int Ceiling(int length, int step) => length <= 0 ? 0 : (length + step - 1) / step;

    /// <summary>Reads the chunk's data, which begin at byte <paramref name="offset"/> of the file.</summary>
    public static PngHeader Parse(ReadOnlySpan<byte> data, int offset, string source)
    {
        if (data.Length != Length)
            throw new DataFormatException($"{source}: byte {offset}: expected an IHDR chunk of {Length} bytes, found {data.Length}.");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width - 1 >= Bitmap.MaxSide || height - 1 >= Bitmap.MaxSide)
        {
            throw new DataFormatException(
                $"{source}: byte {offset}: expected a width and height of 1 to {Bitmap.MaxSide}, found {width} × {height}.");
        }

        int depth = data[8];
        var color = (PngColor)data[9];
        bool fits = color switch
        {
            PngColor.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Indexed => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GreyAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!fits)
        {
            throw new DataFormatException(
                $"{source}: byte {offset + 8}: expected a bit depth and colour type that PNG allows (such as 8 and 0), found {depth} and {data[9]}.");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new DataFormatException(
                $"{source}: byte {offset + 10}: expected compression 0, filter 0 and interlace 0 or 1, found {data[10]}, {data[11]} and {data[12]}.");
        }

        return new PngHeader((int)width, (int)height, depth, color, data[12] == 1);
    }
}
