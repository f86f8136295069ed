using System.Numerics;

namespace Misread.Tests.Numerics;

/// <summary>
/// The plain scalar twins of the layers' backward passes, for any floating-point type. What goes back through a layer is
/// written as the transpose of its forward loop, index for index. Slow; thread-safe.
/// </summary>
public static class ReferenceGradients
{
    /// <summary><c>dw[i,j] = Σ_n x[n,i] · dy[n,j]</c> of <see cref="ReferenceLayers.Dense{T}"/>.</summary>
    /// <param name="x"><c>[N,In]</c>.</param>
    /// <param name="dy"><c>[N,Out]</c>.</param>
    /// <param name="rows">N.</param>
    /// <returns><c>[In,Out]</c>.</returns>
    public static T[] DenseKernel<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, int rows)
        where T : IFloatingPointIeee754<T>
    {
        int inputs = x.Length / rows;
        int outputs = dy.Length / rows;
        var dw = new T[inputs * outputs];
        for (int n = 0; n < rows; n++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int j = 0; j < outputs; j++)
                    dw[(i * outputs) + j] += x[(n * inputs) + i] * dy[(n * outputs) + j];
            }
        }

        return dw;
    }

    /// <summary>
    /// Gradients of <see cref="ReferenceLayers.Conv2D{T}"/> by its kernels and by its input; the parameters are those of
    /// the forward pass.
    /// </summary>
    /// <returns>dw <c>[KH,KW,C,F]</c> and dx <c>[N,H,W,C]</c>.</returns>
    public static (T[] Kernel, T[] Input) Conv2D<T>(
        ReadOnlySpan<T> x, int height, int width, int channels, ReadOnlySpan<T> w, int kernel, ReadOnlySpan<T> dy, int filters, int stride, bool same)
        where T : IFloatingPointIeee754<T>
    {
        int outputHeight = same ? (height + stride - 1) / stride : ((height - kernel) / stride) + 1;
        int outputWidth = same ? (width + stride - 1) / stride : ((width - kernel) / stride) + 1;
        int top = same ? Math.Max(0, ((outputHeight - 1) * stride) + kernel - height) / 2 : 0;
        int left = same ? Math.Max(0, ((outputWidth - 1) * stride) + kernel - width) / 2 : 0;
        int rows = x.Length / (height * width * channels);
        var dw = new T[w.Length];
        var dx = new T[x.Length];
        int at = 0;
        for (int n = 0; n < rows; n++)
        {
            for (int oy = 0; oy < outputHeight; oy++)
            {
                for (int ox = 0; ox < outputWidth; ox++)
                {
                    for (int f = 0; f < filters; f++, at++)
                    {
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
                                    int i = (((((n * height) + iy) * width) + ix) * channels) + c;
                                    int k = (((((ky * kernel) + kx) * channels) + c) * filters) + f;
                                    dw[k] += x[i] * dy[at];
                                    dx[i] += w[k] * dy[at];
                                }
                            }
                        }
                    }
                }
            }
        }

        return (dw, dx);
    }

    /// <summary>Gradient of <see cref="ReferenceLayers.MaxPool2D{T}"/> by its input: all of it to the first of the greatest.</summary>
    /// <param name="x"><c>[N,H,W,C]</c>.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="dy"><c>[N, H / size, W / size, C]</c>.</param>
    /// <returns>As x.</returns>
    public static T[] MaxPool2D<T>(ReadOnlySpan<T> x, int height, int width, int channels, int size, ReadOnlySpan<T> dy)
        where T : IFloatingPointIeee754<T>
    {
        int rows = x.Length / (height * width * channels);
        var dx = new T[x.Length];
        int at = 0;
        for (int n = 0; n < rows; n++)
        {
            for (int oy = 0; oy < height / size; oy++)
            {
                for (int ox = 0; ox < width / size; ox++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        int winner = -1;
                        for (int y = oy * size; y < (oy + 1) * size; y++)
                        {
                            for (int xx = ox * size; xx < (ox + 1) * size; xx++)
                            {
                                int i = (((((n * height) + y) * width) + xx) * channels) + c;
                                winner = winner < 0 || x[i] > x[winner] ? i : winner;
                            }
                        }

                        dx[winner] += dy[at++];
                    }
                }
            }
        }

        return dx;
    }
}
