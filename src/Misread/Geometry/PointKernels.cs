using System.Runtime.Intrinsics;

namespace Misread.Geometry;

/// <summary>Passes over the features of one point. Sums are in double precision, in an order that depends on nothing but the length.</summary>
internal static class PointKernels
{
    private const int Lanes = 8;

    /// <summary><c>destination[j] = source[j]</c> as floats.</summary>
    public static void Widen(ReadOnlySpan<byte> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        int j = 0;
        for (; j + Vector256<byte>.Count <= source.Length; j += Vector256<byte>.Count)
        {
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Create(source[j..]));
            (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(low);
            (Vector256<uint> third, Vector256<uint> fourth) = Vector256.Widen(high);
            Vector256.ConvertToSingle(first.AsInt32()).CopyTo(destination[j..]);
            Vector256.ConvertToSingle(second.AsInt32()).CopyTo(destination[(j + Lanes)..]);
            Vector256.ConvertToSingle(third.AsInt32()).CopyTo(destination[(j + (2 * Lanes))..]);
            Vector256.ConvertToSingle(fourth.AsInt32()).CopyTo(destination[(j + (3 * Lanes))..]);
        }

        for (; j < source.Length; j++)
            destination[j] = source[j];
    }

    /// <summary><c>sum[j] += x[j]</c>.</summary>
    public static void Add(Span<double> sum, ReadOnlySpan<float> x)
    {
        x = x[..sum.Length];
        int j = 0;
        for (; j + Lanes <= x.Length; j += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(x[j..]));
            (Vector256.Create(sum[j..]) + low).CopyTo(sum[j..]);
            (Vector256.Create(sum[(j + 4)..]) + high).CopyTo(sum[(j + 4)..]);
        }

        for (; j < x.Length; j++)
            sum[j] += x[j];
    }

    /// <summary><c>sum[j] −= x[j]</c>.</summary>
    public static void Subtract(Span<double> sum, ReadOnlySpan<float> x)
    {
        x = x[..sum.Length];
        int j = 0;
        for (; j + Lanes <= x.Length; j += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(x[j..]));
            (Vector256.Create(sum[j..]) - low).CopyTo(sum[j..]);
            (Vector256.Create(sum[(j + 4)..]) - high).CopyTo(sum[(j + 4)..]);
        }

        for (; j < x.Length; j++)
            sum[j] -= x[j];
    }

    /// <summary><c>Σ_j (x[j] − c[j])²</c>.</summary>
    public static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<double> c)
    {
        c = c[..x.Length];
        Vector256<double> lowSum = default, highSum = default;
        int j = 0;
        for (; j + Lanes <= x.Length; j += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(x[j..]));
            low -= Vector256.Create(c[j..]);
            high -= Vector256.Create(c[(j + 4)..]);
            lowSum += low * low;
            highSum += high * high;
        }

        double sum = Vector256.Sum(lowSum + highSum);
        for (; j < x.Length; j++)
            sum += (x[j] - c[j]) * (x[j] - c[j]);
        return sum;
    }

    /// <summary><c>Σ_j (a[j] − b[j])²</c>.</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        Vector256<double> sums = default;
        int j = 0;
        for (; j + 4 <= a.Length; j += 4)
        {
            Vector256<double> difference = Vector256.Create(a[j..]) - Vector256.Create(b[j..]);
            sums += difference * difference;
        }

        double sum = Vector256.Sum(sums);
        for (; j < a.Length; j++)
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        return sum;
    }

    /// <summary><c>Σ_j (x[j] − mean[j]) · a[j]</c>.</summary>
    public static double CentredDot(ReadOnlySpan<float> x, ReadOnlySpan<double> mean, ReadOnlySpan<double> a)
    {
        mean = mean[..x.Length];
        a = a[..x.Length];
        Vector256<double> lowSum = default, highSum = default;
        int j = 0;
        for (; j + Lanes <= x.Length; j += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(x[j..]));
            lowSum += (low - Vector256.Create(mean[j..])) * Vector256.Create(a[j..]);
            highSum += (high - Vector256.Create(mean[(j + 4)..])) * Vector256.Create(a[(j + 4)..]);
        }

        double sum = Vector256.Sum(lowSum + highSum);
        for (; j < x.Length; j++)
            sum += (x[j] - mean[j]) * a[j];
        return sum;
    }

    /// <summary><c>Σ_j x[j]²</c>.</summary>
    public static double SquaredNorm(ReadOnlySpan<float> x)
    {
        Vector256<double> lowSum = default, highSum = default;
        int j = 0;
        for (; j + Lanes <= x.Length; j += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(x[j..]));
            lowSum += low * low;
            highSum += high * high;
        }

        double sum = Vector256.Sum(lowSum + highSum);
        for (; j < x.Length; j++)
            sum += (double)x[j] * x[j];
        return sum;
    }
}
