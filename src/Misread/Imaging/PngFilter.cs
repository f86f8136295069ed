using System.Numerics.Tensors;

namespace Misread.Imaging;

/// <summary>
/// The five filters of PNG (section 9): each byte is stored less a prediction from the byte one pixel to the left
/// (<c>a</c>), the one above (<c>b</c>) and the one above left (<c>c</c>), modulo 256.
/// </summary>
internal static class PngFilter
{
    /// <summary>The number of filters; they are 0 none, 1 left, 2 up, 3 average, 4 Paeth.</summary>
    public const int Count = 5;

    /// <summary>Takes a filter back, in place.</summary>
    /// <param name="filter">0 … 4.</param>
    /// <param name="row">The row as stored; afterwards as it was.</param>
    /// <param name="above">The row above as it was (zeros above the first), as long as <paramref name="row"/>.</param>
    /// <param name="distance">Bytes of a pixel.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        int head = Math.Min(distance, row.Length);
        switch (filter)
        {
            case 1:
                for (int i = distance; i < row.Length; i++)
                    row[i] += row[i - distance];
                break;
            case 2:
                TensorPrimitives.Add(row, above, row);
                break;
            case 3:
                for (int i = 0; i < head; i++)
                    row[i] += (byte)(above[i] >> 1);
                for (int i = distance; i < row.Length; i++)
                    row[i] += (byte)((row[i - distance] + above[i]) >> 1);
                break;
            case 4:
                for (int i = 0; i < head; i++)
                    row[i] += above[i];
                for (int i = distance; i < row.Length; i++)
                    row[i] += Paeth(row[i - distance], above[i], above[i - distance]);
                break;
        }
    }

    /// <summary>Applies filter 0, 1 or 2; the arguments are as in <see cref="Undo"/>, <paramref name="to"/> is as long as the row.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> to)
    {
        switch (filter)
        {
            case 1:
                row[..distance].CopyTo(to);
                TensorPrimitives.Subtract(row[distance..], row[..^distance], to[distance..]);
                break;
            case 2:
                TensorPrimitives.Subtract(row, above, to);
                break;
            default:
                row.CopyTo(to);
                break;
        }
    }

    /// <summary>The one of left, above and above left that is nearest to a + b − c (section 9.4).</summary>
    private static byte Paeth(byte a, byte b, byte c)
    {
        int distanceA = Math.Abs(b - c);
        int distanceB = Math.Abs(a - c);
        int distanceC = Math.Abs(a + b - (2 * c));
        return distanceA <= distanceB && distanceA <= distanceC ? a : distanceB <= distanceC ? b : c;
    }
}
