namespace Misread.Numerics;

/// <summary>
/// Sizes of a two-dimensional convolution in NHWC: kernels <c>[KH,KW,C,F]</c>, C input and F output channels. Padding is
/// of zeros. Output sizes follow from <c>OH = ⌊(H + PadTop + PadBottom − KH) / Stride⌋ + 1</c>.
/// </summary>
internal readonly record struct Conv2DGeometry
{
    /// <summary>Creates the geometry.</summary>
    /// <param name="height">Input height H, at least 1.</param>
    /// <param name="width">Input width W, at least 1.</param>
    /// <param name="channels">Input channels C, at least 1.</param>
    /// <param name="filters">Output channels F, at least 1.</param>
    /// <param name="kernel">Kernel height and width, at least 1.</param>
    /// <param name="stride">Step between outputs, at least 1.</param>
    /// <param name="same">
    /// Whether the output has ⌈H / stride⌉ rows (TensorFlow's "same": the odd zero goes below and right); otherwise the
    /// kernel stays inside the image ("valid").
    /// </param>
    public Conv2DGeometry(int height, int width, int channels, int filters, int kernel, int stride, bool same)
    {
        Height = height;
        Width = width;
        Channels = channels;
        Filters = filters;
        Kernel = kernel;
        Stride = stride;
        OutputHeight = same ? (height + stride - 1) / stride : ((height - kernel) / stride) + 1;
        OutputWidth = same ? (width + stride - 1) / stride : ((width - kernel) / stride) + 1;
        if (same)
        {
            int padY = Math.Max(0, ((OutputHeight - 1) * stride) + kernel - height);
            int padX = Math.Max(0, ((OutputWidth - 1) * stride) + kernel - width);
            PadTop = padY / 2;
            PadBottom = padY - PadTop;
            PadLeft = padX / 2;
            PadRight = padX - PadLeft;
        }
    }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    public int Filters { get; }

    public int Kernel { get; }

    public int Stride { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    public int PadTop { get; }

    public int PadBottom { get; }

    public int PadLeft { get; }

    public int PadRight { get; }

    public bool IsPadded => (PadTop | PadBottom | PadLeft | PadRight) != 0;

    public int PaddedHeight => Height + PadTop + PadBottom;

    public int PaddedWidth => Width + PadLeft + PadRight;

    public int InputSize => Height * Width * Channels;

    public int OutputSize => OutputHeight * OutputWidth * Filters;

    public int KernelSize => Kernel * Kernel * Channels * Filters;

    /// <summary>Floats of scratch that one image's forward and weight gradient need: its padded copy.</summary>
    public int PaddedSize => IsPadded ? PaddedHeight * PaddedWidth * Channels : 0;

    /// <summary>
    /// Height of the gradient map from which the gradient of the input is an ordinary valid convolution: zeros
    /// between the rows (stride), and around them.
    /// </summary>
    public int SpreadHeight => Height + Kernel - 1;

    public int SpreadWidth => Width + Kernel - 1;

    /// <summary>Floats of scratch that one image's input gradient needs.</summary>
    public int SpreadSize => SpreadHeight * SpreadWidth * Filters;
}
