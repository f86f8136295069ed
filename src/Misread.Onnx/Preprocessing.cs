using Misread.Imaging;

namespace Misread.Onnx;

/// <summary>The order of a model's colour channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue: nearly everybody's.</summary>
    Rgb,

    /// <summary>Blue, green, red: Caffe's and OpenCV's.</summary>
    Bgr,

    /// <summary>One channel, the luma of ITU-R BT.601.</summary>
    Grey,
}

/// <summary>How an image of any size becomes one of a given height and width.</summary>
public enum ResizeRule
{
    /// <summary>The shorter side is resized to <see cref="Preprocessing.ShorterSide"/>, then the middle is cut out: torchvision's way.</summary>
    Crop,

    /// <summary>The whole image is resized, whatever becomes of its proportions: Keras's way.</summary>
    Squash,
}

/// <summary>
/// How an image is made what a model was trained on: fitted to a size, its channels put in order, and each value
/// <c>(byte · Scale − Mean[c]) / Deviation[c]</c>.
/// </summary>
/// <remarks>Immutable; thread-safe. Resizing equals Pillow's to the bit, so a model sees what it saw in PyTorch.</remarks>
public sealed record Preprocessing
{
    /// <summary>The largest height or width.</summary>
    public const int MaxSide = 4096;

    /// <summary>Rows of the result, 1 … <see cref="MaxSide"/>.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the result, 1 … <see cref="MaxSide"/>.</summary>
    public required int Width { get; init; }

    /// <summary>How the size is reached. An image that has it already is left as it is.</summary>
    public ResizeRule Resize { get; init; } = ResizeRule.Crop;

    /// <summary>For <see cref="ResizeRule.Crop"/>: the shorter side before the middle is cut out; 0 for just as large as needed.</summary>
    public int ShorterSide { get; init; }

    /// <summary>How pixels are weighed in resizing.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bilinear;

    /// <summary>Order of the channels.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>What bytes are multiplied by, 1/255 as a rule.</summary>
    public double Scale { get; init; } = 1.0 / 255;

    /// <summary>What is then taken away, in the order of <see cref="Channels"/>: one number for all, or one a channel.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>What is then divided by; as <see cref="Mean"/>.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];

    /// <summary>Channels of the result, 1 or 3.</summary>
    public int ChannelCount => Channels == ChannelOrder.Grey ? 1 : 3;

    /// <summary>Values of one image.</summary>
    public int Size => Height * Width * ChannelCount;

    /// <summary>The same with the values' settings of another: scale, mean, deviation and order, but not size and resizing.</summary>
    public Preprocessing WithValuesOf(Preprocessing other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Channels = other.Channels, Scale = other.Scale, Mean = other.Mean, Deviation = other.Deviation };
    }

    /// <summary>The image at this size, its pixels still bytes.</summary>
    /// <param name="image">Grey, RGB or RGBA of any size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result would be too large.</exception>
    public Bitmap Fit(Bitmap image) => ImageFit.Fit(image, this);

    /// <summary>Writes one fitted image as a model wants it.</summary>
    /// <param name="image">Of <see cref="Height"/> × <see cref="Width"/>, as <see cref="Fit"/> gives it.</param>
    /// <param name="layout">The order of the values.</param>
    /// <param name="values">Receives <see cref="Size"/> values.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public void Write(Bitmap image, OnnxLayout layout, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Height != Height || image.Width != Width)
            throw new ArgumentException($"expected {Height}×{Width} pixels, got {image.Height}×{image.Width}", nameof(image));
        PixelWriter.Write(this, image, layout, values);
    }

    /// <summary>Whether two say the same.</summary>
    public bool Equals(Preprocessing? other) =>
        other is not null && Height == other.Height && Width == other.Width && Resize == other.Resize && ShorterSide == other.ShorterSide
        && Filter == other.Filter && HasValuesOf(other);

    /// <summary>Whether values are made in the same way, whatever becomes of sizes.</summary>
    public bool HasValuesOf(Preprocessing other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Channels == other.Channels && Scale == other.Scale && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Height, Width, Resize, ShorterSide, Filter, Channels, Scale);

    /// <summary>As one reads it: <c>imagenet, RGB, 224×224 cropped from 256 (bilinear)</c>.</summary>
    public override string ToString()
    {
        string size = $"{Height}×{Width}";
        string fit = Resize == ResizeRule.Squash ? $"{size} squashed" : ShorterSide > 0 ? $"{size} cropped from {ShorterSide}" : $"{size} cropped";
        return $"{PreprocessingNames.NameOf(this) ?? "own values"}, {Channels.ToString().ToUpperInvariant()}, {fit} ({Filter.ToString().ToLowerInvariant()})";
    }
}
