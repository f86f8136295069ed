namespace Misread.Numerics;

/// <summary>
/// Maximum over windows of size × size pixels, stride the same, of one image in NHWC; rows and columns that do not fill
/// a window are left out (Keras's and PyTorch's "valid"). The winner's place in its window is kept as a byte for the way
/// back; of equal values the first wins.
/// </summary>
internal static unsafe class MaxPool2DKernels
{
    /// <summary><c>y[oy,ox,c] = max over the window</c>.</summary>
    /// <param name="x">Input <c>[H,W,C]</c>.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">Side of the window, 1 … 15.</param>
    /// <param name="y">Output <c>[H / size, W / size, C]</c>.</param>
    /// <param name="winners">The winner's <c>row · size + column</c>, as many as y.</param>
    public static void Forward(float* x, int height, int width, int channels, int size, float* y, byte* winners)
    {
        int outputHeight = height / size;
        int outputWidth = width / size;
        for (int oy = 0; oy < outputHeight; oy++)
        {
            for (int ox = 0; ox < outputWidth; ox++)
            {
                float* window = x + ((((nint)oy * size * width) + ((nint)ox * size)) * channels);
                for (int c = 0; c < channels; c++)
                {
                    float best = window[c];
                    int winner = 0;
                    for (int place = 1, dy = 0, dx = 1; place < size * size; place++, dx++)
                    {
                        if (dx == size)
                        {
                            dx = 0;
                            dy++;
                        }

                        float value = window[((((nint)dy * width) + dx) * channels) + c];
                        winner = value > best ? place : winner;
                        best = value > best ? value : best;
                    }

                    *y++ = best;
                    *winners++ = (byte)winner;
                }
            }
        }
    }

    /// <summary>Gives each output's gradient to the input that won; the others get 0.</summary>
    /// <param name="dy">Gradient of the output <c>[H / size, W / size, C]</c>.</param>
    /// <param name="winners">From <see cref="Forward"/>.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="channels">C.</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="dx">Gradient of the input <c>[H,W,C]</c>, overwritten.</param>
    public static void Backward(float* dy, byte* winners, int height, int width, int channels, int size, float* dx)
    {
        new Span<float>(dx, height * width * channels).Clear();
        int outputHeight = height / size;
        int outputWidth = width / size;
        nint* offsets = stackalloc nint[size * size];
        for (int place = 0; place < size * size; place++)
            offsets[place] = (((nint)(place / size) * width) + (place % size)) * channels;
        for (int oy = 0; oy < outputHeight; oy++)
        {
            for (int ox = 0; ox < outputWidth; ox++)
            {
                float* window = dx + ((((nint)oy * size * width) + ((nint)ox * size)) * channels);
                for (int c = 0; c < channels; c++)
                    window[offsets[*winners++] + c] = *dy++;
            }
        }
    }
}
