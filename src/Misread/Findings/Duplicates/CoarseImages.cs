using System.Runtime.Intrinsics;
using Misread.Data;

namespace Misread.Findings;

/// <summary>
/// Images as sums over the blocks of a coarse grid, each divided by the root of its pixels. That is a projection onto
/// orthonormal directions, so two images lie at least as far apart as their coarse images: a bound that costs a few
/// numbers instead of all pixels.
/// </summary>
internal sealed class CoarseImages
{
    /// <summary>Images that are compared at once.</summary>
    public const int Lanes = 16;

    private const int Grid = 8;
    private const int Step = 4;
    private readonly float[][] _blocks;
    private readonly float _slack;

    /// <summary>Takes the sums.</summary>
    /// <param name="data">Images.</param>
    /// <param name="rows">Rows of it, in the order in which they are to be numbered here.</param>
    public CoarseImages(Dataset data, int[] rows)
    {
        int high = Math.Min(Grid, data.Height);
        int wide = Math.Min(Grid, data.Width);
        int[] blockOf = [.. Enumerable.Range(0, data.Height * data.Width * data.Channels).Select(b => b / data.Channels)
            .Select(p => (p / data.Width * high / data.Height * wide) + (p % data.Width * wide / data.Width))];
        double[] scale = [.. Enumerable.Range(0, high * wide).Select(b => 1 / Math.Sqrt(blockOf.Count(of => of == b)))];
        var blocks = new float[high * wide][];
        for (int b = 0; b < blocks.Length; b++)
        {
            // Not a number behind the last image is far from everything.
            blocks[b] = new float[rows.Length + Lanes];
            blocks[b].AsSpan(rows.Length).Fill(float.NaN);
        }

        Span<int> sums = stackalloc int[blocks.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            sums.Clear();
            ReadOnlySpan<byte> image = data.Image(rows[i]);
            for (int p = 0; p < image.Length; p++)
                sums[blockOf[p]] += image[p];
            for (int b = 0; b < blocks.Length; b++)
                blocks[b][i] = (float)(sums[b] * scale[b]);
        }

        // The blocks that tell images apart come first.
        _blocks = [.. blocks.OrderByDescending(b => Variance(b.AsSpan(0, rows.Length)))];
        _slack = 1e-6f * data.MaxValue * MathF.Sqrt(data.Height * data.Width * data.Channels);
    }

    /// <summary>Which of sixteen images may lie within a distance of one: none that does is left out.</summary>
    /// <param name="one">Number of the one.</param>
    /// <param name="first">Number of the first of the sixteen.</param>
    /// <param name="distance">In pixel values.</param>
    /// <returns>A bit for each.</returns>
    public uint Near(int one, int first, double distance)
    {
        float limit = ((float)distance * 1.00001f) + _slack;
        Vector512<float> most = Vector512.Create(limit * limit);
        Vector512<float> sum = default;
        for (int b = 0; b < _blocks.Length; b++)
        {
            Vector512<float> difference = Vector512.LoadUnsafe(ref _blocks[b][first]) - Vector512.Create(_blocks[b][one]);
            sum += difference * difference;
            if (b % Step == Step - 1 && !Vector512.LessThanOrEqualAny(sum, most))
                return 0;
        }

        return (uint)Vector512.LessThanOrEqual(sum, most).ExtractMostSignificantBits();
    }

    private static double Variance(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        return squares - (sum * sum / values.Length);
    }
}
