using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>
/// Maximum over windows of size × size pixels, stride the same, in NHWC; rows and columns that do not fill a window are
/// left out (Keras's and PyTorch's "valid"). The winner's place in its window, <c>row · size + column</c>, is kept for the
/// way back, as a float so that it lies in the same lanes; of equal values the first wins.
/// </summary>
internal static unsafe class MaxPool2DKernels
{
    /// <summary>The place of a winner that takes no gradient: behind a ReLU, one that is not positive.</summary>
    public const float None = -1;

    /// <summary>One row of windows.</summary>
    /// <param name="x">The first of its <paramref name="size"/> input rows, <c>[size,W,C]</c>.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">Side of the window, 1 … 15.</param>
    /// <param name="behindRelu">Whether x is a ReLU's output; then the way back through the ReLU is part of the winners.</param>
    /// <param name="y">Output <c>[W / size, C]</c>.</param>
    /// <param name="winners">The winners' places, as many as y.</param>
    public static void ForwardRow(float* x, int width, int channels, int size, bool behindRelu, float* y, float* winners)
    {
        if (Vector512.IsHardwareAccelerated)
            ForwardRow<Simd512, Vector512<float>>(x, width, channels, size, behindRelu, y, winners);
        else if (Vector256.IsHardwareAccelerated)
            ForwardRow<Simd256, Vector256<float>>(x, width, channels, size, behindRelu, y, winners);
        else
            ForwardRow<Simd128, Vector128<float>>(x, width, channels, size, behindRelu, y, winners);
    }

    /// <summary>Gives the gradient of each output of a row of windows to the input that won; the others get 0.</summary>
    /// <param name="dy">Gradient of the output <c>[W / size, C]</c>.</param>
    /// <param name="winners">From <see cref="ForwardRow(float*, int, int, int, bool, float*, float*)"/>.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="dx">Gradient of the input rows <c>[size,W,C]</c>, overwritten.</param>
    public static void BackwardRow(float* dy, float* winners, int width, int channels, int size, float* dx)
    {
        if (Vector512.IsHardwareAccelerated)
            BackwardRow<Simd512, Vector512<float>>(dy, winners, width, channels, size, dx);
        else if (Vector256.IsHardwareAccelerated)
            BackwardRow<Simd256, Vector256<float>>(dy, winners, width, channels, size, dx);
        else
            BackwardRow<Simd128, Vector128<float>>(dy, winners, width, channels, size, dx);
    }

    /// <summary>A whole image: <c>y[oy,ox,c] = max over the window</c>, x <c>[H,W,C]</c>, y and winners <c>[H / size, W / size, C]</c>.</summary>
    public static void Forward(float* x, int height, int width, int channels, int size, float* y, float* winners)
    {
        nint row = (nint)(width / size) * channels;
        for (int oy = 0; oy < height / size; oy++)
            ForwardRow(x + ((nint)oy * size * width * channels), width, channels, size, behindRelu: false, y + (oy * row), winners + (oy * row));
    }

    /// <summary>The way back of a whole image; dx <c>[H,W,C]</c> is overwritten.</summary>
    public static void Backward(float* dy, float* winners, int height, int width, int channels, int size, float* dx)
    {
        nint row = (nint)(width / size) * channels;
        int used = height / size * size;
        for (int oy = 0; oy < height / size; oy++)
            BackwardRow(dy + (oy * row), winners + (oy * row), width, channels, size, dx + ((nint)oy * size * width * channels));
        new Span<float>(dx + ((nint)used * width * channels), (height - used) * width * channels).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow<TSimd, TVector>(float* x, int width, int channels, int size, bool behindRelu, float* y, float* winners)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint line = (nint)width * channels;
        int whole = channels - (channels % TSimd.Lanes);
        for (int ox = 0; ox < width / size; ox++, x += size * channels, y += channels, winners += channels)
        {
            for (int c = 0; c < whole; c += TSimd.Lanes)
            {
                TVector best = TSimd.Load(x + c);
                TVector winner = default;
                if (size == 2)
                {
                    Challenge<TSimd, TVector>(x + c + channels, 1, ref best, ref winner);
                    Challenge<TSimd, TVector>(x + c + line, 2, ref best, ref winner);
                    Challenge<TSimd, TVector>(x + c + line + channels, 3, ref best, ref winner);
                }
                else
                {
                    for (int place = 1; place < size * size; place++)
                        Challenge<TSimd, TVector>(x + c + (place / size * line) + ((nint)(place % size) * channels), place, ref best, ref winner);
                }

                if (behindRelu)
                    winner = TSimd.WhereGreater(best, default, winner, TSimd.Create(None));
                TSimd.Store(best, y + c);
                TSimd.Store(winner, winners + c);
            }

            for (int c = whole; c < channels; c++)
            {
                float best = x[c];
                float winner = 0;
                for (int place = 1; place < size * size; place++)
                {
                    float value = x[(place / size * line) + ((nint)(place % size) * channels) + c];
                    winner = value > best ? place : winner;
                    best = value > best ? value : best;
                }

                y[c] = best;
                winners[c] = behindRelu && !(best > 0) ? None : winner;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow<TSimd, TVector>(float* dy, float* winners, int width, int channels, int size, float* dx)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint line = (nint)width * channels;
        int whole = channels - (channels % TSimd.Lanes);
        int used = width / size * size;
        for (int row = 0; row < size; row++)
            new Span<float>(dx + (row * line) + ((nint)used * channels), (width - used) * channels).Clear();
        for (int ox = 0; ox < width / size; ox++, dx += size * channels, dy += channels, winners += channels)
        {
            for (int c = 0; c < whole; c += TSimd.Lanes)
            {
                TVector winner = TSimd.Load(winners + c);
                TVector gradient = TSimd.Load(dy + c);
                if (size == 2)
                {
                    TSimd.Store(TSimd.WhereEqual(winner, default, gradient), dx + c);
                    TSimd.Store(TSimd.WhereEqual(winner, TSimd.Create(1), gradient), dx + c + channels);
                    TSimd.Store(TSimd.WhereEqual(winner, TSimd.Create(2), gradient), dx + c + line);
                    TSimd.Store(TSimd.WhereEqual(winner, TSimd.Create(3), gradient), dx + c + line + channels);
                    continue;
                }

                for (int place = 0; place < size * size; place++)
                    TSimd.Store(TSimd.WhereEqual(winner, TSimd.Create(place), gradient), dx + c + (place / size * line) + ((nint)(place % size) * channels));
            }

            for (int c = whole; c < channels; c++)
            {
                for (int place = 0; place < size * size; place++)
                    dx[(place / size * line) + ((nint)(place % size) * channels) + c] = winners[c] == place ? dy[c] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Challenge<TSimd, TVector>(float* x, float place, ref TVector best, ref TVector winner)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector value = TSimd.Load(x);
        winner = TSimd.WhereGreater(value, best, TSimd.Create(place), winner);
        best = TSimd.Max(value, best);
    }
}
