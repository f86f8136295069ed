namespace Misread.Numerics;

/// <summary>Sums over the pixels of one image, by channel, that batch normalisation is made of.</summary>
internal static unsafe class BatchNormKernels
{
    /// <summary><c>sums[c] = Σ_p x[p,c]</c>, pixels ascending, in double.</summary>
    public static void Sum(float* x, int pixels, int channels, double* sums)
    {
        new Span<double>(sums, channels).Clear();
        for (int p = 0; p < pixels; p++, x += channels)
        {
            for (int c = 0; c < channels; c++)
                sums[c] += x[c];
        }
    }

    /// <summary><c>sums[c] = Σ_p (x[p,c] − mean[c])²</c>.</summary>
    public static void SumOfSquares(float* x, int pixels, int channels, float* mean, double* sums)
    {
        new Span<double>(sums, channels).Clear();
        for (int p = 0; p < pixels; p++, x += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                double d = x[c] - mean[c];
                sums[c] += d * d;
            }
        }
    }

    /// <summary><c>y[p,c] = (x[p,c] − mean[c]) · scale[c] + shift[c]</c>; subtracting first keeps the digits of a channel far from 0.</summary>
    public static void Normalize(float* x, int pixels, int channels, float* mean, float* scale, float* shift, float* y)
    {
        for (int p = 0; p < pixels; p++, x += channels, y += channels)
        {
            for (int c = 0; c < channels; c++)
                y[c] = ((x[c] - mean[c]) * scale[c]) + shift[c];
        }
    }

    /// <summary><c>sums[c] = Σ_p dy[p,c]</c> and <c>products[c] = Σ_p dy[p,c] · (x[p,c] − mean[c]) · inverse[c]</c>.</summary>
    public static void GradientSums(
        float* dy, float* x, int pixels, int channels, float* mean, float* inverse, double* sums, double* products)
    {
        new Span<double>(sums, channels).Clear();
        new Span<double>(products, channels).Clear();
        for (int p = 0; p < pixels; p++, x += channels, dy += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                sums[c] += dy[c];
                products[c] += dy[c] * ((x[c] - mean[c]) * inverse[c]);
            }
        }
    }

    /// <summary><c>dx[p,c] = scale[c] · dy[p,c] + slope[c] · (x[p,c] − mean[c]) + shift[c]</c>.</summary>
    public static void InputGradient(
        float* dy, float* x, int pixels, int channels, float* mean, float* scale, float* slope, float* shift, float* dx)
    {
        for (int p = 0; p < pixels; p++, x += channels, dy += channels, dx += channels)
        {
            for (int c = 0; c < channels; c++)
                dx[c] = (scale[c] * dy[c]) + (slope[c] * (x[c] - mean[c])) + shift[c];
        }
    }
}
