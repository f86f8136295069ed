using Misread.IO;

namespace Misread.Onnx;

/// <summary>The usual ways of making values of pixels, by name.</summary>
public static class PreprocessingNames
{
    private static readonly (string Name, string Meaning, ChannelOrder Order, double Scale, double[] Mean, double[] Deviation)[] Colour =
    [
        ("imagenet", "0 … 1, less ImageNet's mean, divided by its deviation: torchvision, timm", ChannelOrder.Rgb, 1.0 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ("unit", "0 … 1: Ultralytics, Keras's Rescaling(1/255)", ChannelOrder.Rgb, 1.0 / 255, [0], [1]),
        ("tf", "−1 … 1: TensorFlow, and Hugging Face's mean and deviation of 0.5", ChannelOrder.Rgb, 1.0 / 255, [0.5], [0.5]),
        ("caffe", "0 … 255 less ImageNet's mean, blue first: Caffe, Keras's older networks", ChannelOrder.Bgr, 1, [103.939, 116.779, 123.68], [1]),
        ("none", "0 … 255: the network does it itself, as Keras's EfficientNet", ChannelOrder.Rgb, 1, [0], [1]),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Colour.Select(c => c.Name)];

    /// <summary>What a name means, in one line.</summary>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static string Describe(string name) => Find(name).Meaning;

    /// <summary>A named way.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="grey">Whether the model reads one channel; means and deviations are then averaged over the colours.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static Preprocessing Create(string name, int height, int width, bool grey = false)
    {
        var found = Find(name);
        return new Preprocessing
        {
            Height = height,
            Width = width,
            ShorterSide = DefaultShorterSide(height, width),
            Channels = grey ? ChannelOrder.Grey : found.Order,
            Scale = found.Scale,
            Mean = grey ? [found.Mean.Average()] : found.Mean,
            Deviation = grey ? [found.Deviation.Average()] : found.Deviation,
        };
    }

    /// <summary>A named way with the sizes of another, or one from a JSON file.</summary>
    /// <param name="named">One of <see cref="All"/>, or a file.</param>
    /// <param name="sizes">What a name leaves open.</param>
    /// <exception cref="DataFormatException">It is neither.</exception>
    internal static Preprocessing ReadOrCreate(string named, Preprocessing sizes)
    {
        if (All.Contains(named, StringComparer.OrdinalIgnoreCase))
            return sizes.WithValuesOf(Create(named, sizes.Height, sizes.Width, sizes.Channels == ChannelOrder.Grey));
        return File.Exists(named)
            ? PreprocessingJson.Read(named)
            : throw new DataFormatException($"{named}: expected one of {string.Join(", ", All)}, or a JSON file, and there is no such file.");
    }

    /// <summary>The name of the way in which values are made, with a note where the channels are in another order; or <see langword="null"/>.</summary>
    public static string? NameOf(Preprocessing rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        foreach (var known in Colour)
        {
            Preprocessing named = Create(known.Name, rule.Height, rule.Width, rule.Channels == ChannelOrder.Grey);
            if (named.HasValuesOf(rule with { Channels = named.Channels }))
                return known.Name;
        }

        return null;
    }

    /// <summary>Before the middle is cut out of photographs, they are resized to 8/7 of the side (256 for 224); small ones are not.</summary>
    internal static int DefaultShorterSide(int height, int width) => height == width && height >= 128 ? (height * 8 + 6) / 7 : 0;

    private static (string Name, string Meaning, ChannelOrder Order, double Scale, double[] Mean, double[] Deviation) Find(string name)
    {
        foreach (var known in Colour)
        {
            if (string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
                return known;
        }

        throw new ArgumentException($"unknown preprocessing '{name}'; expected one of {string.Join(", ", All)}, or a JSON file", nameof(name));
    }
}
