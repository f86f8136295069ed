using System.Numerics;
using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>
/// Sums over the pixels of one image, by channel, that batch normalisation is made of. They run over up to 256 pixels,
/// ascending, in float, and over such stretches in double.
/// </summary>
internal static unsafe class BatchNormKernels
{
    private const int Stretch = 256;

    /// <summary><c>sums[c] = Σ_p x[p,c]</c>.</summary>
    public static void Sum(float* x, int pixels, int channels, double* sums) =>
        Sums<Values>(x, x, pixels, channels, null, null, sums);

    /// <summary><c>sums[c] = Σ_p (x[p,c] − mean[c])²</c>.</summary>
    public static void SumOfSquares(float* x, int pixels, int channels, float* mean, double* sums) =>
        Sums<Squares>(x, x, pixels, channels, mean, null, sums);

    /// <summary><c>y[p,c] = (x[p,c] − mean[c]) · scale[c] + shift[c]</c>; subtracting first keeps the digits of a channel far from 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* x, int pixels, int channels, float* mean, float* scale, float* shift, float* y)
    {
        int whole = channels - (channels % Vector<float>.Count);
        for (int p = 0; p < pixels; p++, x += channels, y += channels)
        {
            for (int c = 0; c < whole; c += Vector<float>.Count)
                Vector.Store(((Vector.Load(x + c) - Vector.Load(mean + c)) * Vector.Load(scale + c)) + Vector.Load(shift + c), y + c);
            for (int c = whole; c < channels; c++)
                y[c] = ((x[c] - mean[c]) * scale[c]) + shift[c];
        }
    }

    /// <summary><c>sums[c] = Σ_p dy[p,c]</c> and <c>products[c] = Σ_p dy[p,c] · (x[p,c] − mean[c]) · inverse[c]</c>.</summary>
    public static void GradientSums(
        float* dy, float* x, int pixels, int channels, float* mean, float* inverse, double* sums, double* products)
    {
        Sums<Values>(dy, dy, pixels, channels, null, null, sums);
        Sums<Products>(dy, x, pixels, channels, mean, inverse, products);
    }

    /// <summary><c>dx[p,c] = scale[c] · dy[p,c] + slope[c] · (x[p,c] − mean[c]) + shift[c]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient(
        float* dy, float* x, int pixels, int channels, float* mean, float* scale, float* slope, float* shift, float* dx)
    {
        int whole = channels - (channels % Vector<float>.Count);
        for (int p = 0; p < pixels; p++, x += channels, dy += channels, dx += channels)
        {
            for (int c = 0; c < whole; c += Vector<float>.Count)
            {
                Vector<float> change = Vector.Load(slope + c) * (Vector.Load(x + c) - Vector.Load(mean + c));
                Vector.Store((Vector.Load(scale + c) * Vector.Load(dy + c)) + change + Vector.Load(shift + c), dx + c);
            }

            for (int c = whole; c < channels; c++)
                dx[c] = (scale[c] * dy[c]) + (slope[c] * (x[c] - mean[c])) + shift[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums<TTerm>(float* a, float* b, int pixels, int channels, float* mean, float* inverse, double* sums)
        where TTerm : struct, ITerm
    {
        new Span<double>(sums, channels).Clear();
        int whole = channels - (channels % Vector<float>.Count);
        for (int start = 0; start < pixels; start += Stretch)
        {
            int count = Math.Min(Stretch, pixels - start);
            nint at = (nint)start * channels;
            for (int c = 0; c < whole; c += Vector<float>.Count)
            {
                Vector<float> centre = mean == null ? default : Vector.Load(mean + c);
                Vector<float> sum = default;
                for (nint i = at + c, end = i + ((nint)count * channels); i < end; i += channels)
                    sum += TTerm.Of(Vector.Load(a + i), Vector.Load(b + i), centre);
                for (int lane = 0; lane < Vector<float>.Count; lane++)
                    sums[c + lane] += sum[lane];
            }

            for (int c = whole; c < channels; c++)
            {
                var centre = new Vector<float>(mean == null ? 0 : mean[c]);
                float sum = 0;
                for (nint i = at + c, end = i + ((nint)count * channels); i < end; i += channels)
                    sum += TTerm.Of(new Vector<float>(a[i]), new Vector<float>(b[i]), centre)[0];
                sums[c] += sum;
            }
        }

        for (int c = 0; inverse != null && c < channels; c++)
            sums[c] *= inverse[c];
    }

    /// <summary>What is summed.</summary>
    private interface ITerm
    {
        static abstract Vector<float> Of(Vector<float> a, Vector<float> b, Vector<float> centre);
    }

    private readonly struct Values : ITerm
    {
        public static Vector<float> Of(Vector<float> a, Vector<float> b, Vector<float> centre) => a;
    }

    private readonly struct Squares : ITerm
    {
        public static Vector<float> Of(Vector<float> a, Vector<float> b, Vector<float> centre) => (a - centre) * (a - centre);
    }

    private readonly struct Products : ITerm
    {
        public static Vector<float> Of(Vector<float> a, Vector<float> b, Vector<float> centre) => a * (b - centre);
    }
}
