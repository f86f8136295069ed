using System.Numerics;

namespace Misread.Tests.Numerics;

/// <summary>
/// The plain scalar twins of the layers' forward passes, as one reads them in a textbook, for any floating-point type:
/// in <see langword="float"/> they are what the fast kernels are compared with, in <see langword="double"/> what finite
/// differences are taken of. Slow; thread-safe.
/// </summary>
public static class ReferenceLayers
{
    /// <summary><c>y[n,j] = b[j] + Σ_i x[n,i] · w[i,j]</c>.</summary>
    /// <param name="x"><c>[N,In]</c>.</param>
    /// <param name="w"><c>[In,Out]</c>.</param>
    /// <param name="b"><c>[Out]</c>.</param>
    /// <returns><c>[N,Out]</c>.</returns>
    public static T[] Dense<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b)
        where T : IFloatingPointIeee754<T>
    {
        int outputs = b.Length;
        int inputs = w.Length / outputs;
        int rows = x.Length / inputs;
        var y = new T[rows * outputs];
        for (int n = 0; n < rows; n++)
        {
            for (int j = 0; j < outputs; j++)
            {
                T sum = b[j];
                for (int i = 0; i < inputs; i++)
                    sum += x[(n * inputs) + i] * w[(i * outputs) + j];
                y[(n * outputs) + j] = sum;
            }
        }

        return y;
    }

    /// <summary>
    /// Convolution (cross-correlation, as every deep-learning library has it) in NHWC with zero padding.
    /// </summary>
    /// <param name="x"><c>[N,H,W,C]</c>.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="w"><c>[KH,KW,C,F]</c>, KH = KW.</param>
    /// <param name="kernel">KH.</param>
    /// <param name="b"><c>[F]</c>.</param>
    /// <param name="stride">Step between outputs.</param>
    /// <param name="same">TensorFlow's "same" padding; otherwise "valid".</param>
    /// <returns><c>[N,OH,OW,F]</c>.</returns>
    public static T[] Conv2D<T>(
        ReadOnlySpan<T> x, int height, int width, int channels, ReadOnlySpan<T> w, int kernel, ReadOnlySpan<T> b, int stride, bool same)
        where T : IFloatingPointIeee754<T>
    {
        int filters = b.Length;
        int outputHeight = same ? (height + stride - 1) / stride : ((height - kernel) / stride) + 1;
        int outputWidth = same ? (width + stride - 1) / stride : ((width - kernel) / stride) + 1;
        int top = same ? Math.Max(0, ((outputHeight - 1) * stride) + kernel - height) / 2 : 0;
        int left = same ? Math.Max(0, ((outputWidth - 1) * stride) + kernel - width) / 2 : 0;
        int rows = x.Length / (height * width * channels);
        var y = new T[rows * outputHeight * outputWidth * filters];
        int at = 0;
        for (int n = 0; n < rows; n++)
        {
            for (int oy = 0; oy < outputHeight; oy++)
            {
                for (int ox = 0; ox < outputWidth; ox++)
                {
                    for (int f = 0; f < filters; f++)
                    {
                        T sum = b[f];
                        for (int ky = 0; ky < kernel; ky++)
                        {
                            for (int kx = 0; kx < kernel; kx++)
                            {
                                int iy = (oy * stride) + ky - top;
                                int ix = (ox * stride) + kx - left;
                                if (iy < 0 || iy >= height || ix < 0 || ix >= width)
                                    continue;
                                for (int c = 0; c < channels; c++)
                                {
                                    sum += x[(((((n * height) + iy) * width) + ix) * channels) + c]
                                        * w[(((((ky * kernel) + kx) * channels) + c) * filters) + f];
                                }
                            }
                        }

                        y[at++] = sum;
                    }
                }
            }
        }

        return y;
    }

    /// <summary>Maximum over windows of size × size, stride the same.</summary>
    /// <param name="x"><c>[N,H,W,C]</c>.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">Side of the window.</param>
    /// <returns><c>[N, H / size, W / size, C]</c>.</returns>
    public static T[] MaxPool2D<T>(ReadOnlySpan<T> x, int height, int width, int channels, int size)
        where T : IFloatingPointIeee754<T>
    {
        int outputHeight = height / size;
        int outputWidth = width / size;
        int rows = x.Length / (height * width * channels);
        var y = new T[rows * outputHeight * outputWidth * channels];
        int at = 0;
        for (int n = 0; n < rows; n++)
        {
            for (int oy = 0; oy < outputHeight; oy++)
            {
                for (int ox = 0; ox < outputWidth; ox++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        T best = T.NegativeInfinity;
                        for (int dy = 0; dy < size; dy++)
                        {
                            for (int dx = 0; dx < size; dx++)
                                best = T.Max(best, x[(((((n * height) + (oy * size) + dy) * width) + (ox * size) + dx) * channels) + c]);
                        }

                        y[at++] = best;
                    }
                }
            }
        }

        return y;
    }

    /// <summary><c>max(0, x)</c>.</summary>
    public static T[] Relu<T>(ReadOnlySpan<T> x)
        where T : IFloatingPointIeee754<T>
    {
        var y = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
            y[i] = T.Max(T.Zero, x[i]);
        return y;
    }

    /// <summary>
    /// Batch normalisation with the batch's own statistics (Ioffe and Szegedy 2015, algorithm 1): over all images and
    /// pixels of a channel, with the biased variance.
    /// </summary>
    /// <param name="x"><c>[N,H,W,C]</c>.</param>
    /// <param name="gamma"><c>[C]</c>.</param>
    /// <param name="beta"><c>[C]</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>As x.</returns>
    public static T[] BatchNorm2D<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        int channels = gamma.Length;
        T count = T.CreateChecked(x.Length / channels);
        var y = new T[x.Length];
        for (int c = 0; c < channels; c++)
        {
            T mean = T.Zero;
            for (int i = c; i < x.Length; i += channels)
                mean += x[i];
            mean /= count;
            T variance = T.Zero;
            for (int i = c; i < x.Length; i += channels)
                variance += (x[i] - mean) * (x[i] - mean);
            variance /= count;
            for (int i = c; i < x.Length; i += channels)
                y[i] = (gamma[c] * (x[i] - mean) / T.Sqrt(variance + epsilon)) + beta[c];
        }

        return y;
    }

    /// <summary>Mean categorical cross-entropy of softmax(logits) against target distributions, in nats.</summary>
    /// <param name="logits"><c>[N,K]</c>.</param>
    /// <param name="targets"><c>[N,K]</c>, rows summing to 1.</param>
    /// <param name="classes">K.</param>
    public static T CrossEntropy<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, int classes)
        where T : IFloatingPointIeee754<T>
    {
        T total = T.Zero;
        int rows = logits.Length / classes;
        for (int n = 0; n < rows; n++)
        {
            ReadOnlySpan<T> z = logits.Slice(n * classes, classes);
            T max = T.NegativeInfinity;
            foreach (T v in z)
                max = T.Max(max, v);
            T sum = T.Zero;
            foreach (T v in z)
                sum += T.Exp(v - max);
            T logSum = max + T.Log(sum);
            for (int k = 0; k < classes; k++)
                total += targets[(n * classes) + k] * (logSum - z[k]);
        }

        return total / T.CreateChecked(rows);
    }
}
