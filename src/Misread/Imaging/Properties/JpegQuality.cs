namespace Misread.Imaging;

/// <summary>The quality with which a JPEG was written, from its first quantisation table.</summary>
public static class JpegQuality
{
    // The sum of the luma table of ITU-T T.81, table K.1.
    private const double StandardSum = 3688;

    /// <summary>1 … 100 on the scale of the Independent JPEG Group; NaN for what is no JPEG or has no table.</summary>
    /// <param name="file">The file, or its beginning.</param>
    /// <remarks>Near 10 it is some steps too high, since tables are cut at 255.</remarks>
    public static double Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != 0xFF || file[1] != 0xD8)
            return double.NaN;
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] is not (0xDA or 0xD9);)
        {
            int length = (file[at + 2] << 8) | file[at + 3];
            if (file[at + 1] == 0xDB && FirstTable(file[(at + 4)..]) is { } sum)
                return Of(sum);
            at += 2 + Math.Max(2, length);
        }

        return double.NaN;
    }

    private static int? FirstTable(ReadOnlySpan<byte> table)
    {
        if (table.IsEmpty || (table[0] & 15) != 0)
            return null;
        int width = table[0] >> 4 == 0 ? 1 : 2;
        if (table.Length < 1 + (64 * width))
            return null;
        int sum = 0;
        for (int i = 0; i < 64; i++)
            sum += width == 1 ? table[1 + i] : (table[1 + (2 * i)] << 8) | table[2 + (2 * i)];
        return sum;
    }

    private static double Of(int sum)
    {
        double scale = 100 * sum / StandardSum;
        return Math.Clamp(scale <= 100 ? (200 - scale) / 2 : 5000 / scale, 1, 100);
    }
}
