using Misread.Imaging;

namespace Misread.Onnx;

/// <summary>The usual ways of preparing images.</summary>
internal static class PreprocessingCandidates
{
    /// <summary>A first way: the model's size, or where it takes any, that of small images of one size, or 224×224.</summary>
    public static Preprocessing Start(OnnxModel model, Bitmap[] images)
    {
        OnnxInput input = model.Input;
        (int height, int width, int channels) = input.Sides();
        if (input.Layout == OnnxLayout.Flat)
        {
            (height, width, channels) = OfTable(input.Values, images[0]);
        }
        else if (input.Height == 0 && input.Width == 0 && images[0].Width <= 128 && Array.TrueForAll(images, i => i.Width == images[0].Width && i.Height == images[0].Height))
        {
            (height, width) = (images[0].Height, images[0].Width);
        }

        if (input.Channels == 0 && input.Layout != OnnxLayout.Flat)
            channels = Array.TrueForAll(images, i => i.Channels == 1) ? 1 : 3;
        Preprocessing start = PreprocessingNames.Create(input.Element == OnnxElement.Byte ? "none" : "imagenet", height, width, channels == 1);
        return start;
    }

    /// <summary>Every usual way of making values, in both orders of the channels; the sizes stay.</summary>
    public static IEnumerable<Preprocessing> Values(Preprocessing start)
    {
        bool grey = start.Channels == ChannelOrder.Grey;
        foreach (string name in PreprocessingNames.All)
        {
            Preprocessing rule = start.WithValuesOf(PreprocessingNames.Create(name, start.Height, start.Width, grey));
            yield return rule;
            if (!grey)
                yield return Turned(rule);
        }

        if (grey)
            yield return start with { Channels = ChannelOrder.Grey, Scale = 1.0 / 255, Mean = [0.1307], Deviation = [0.3081] };
    }

    /// <summary>Every usual way of making sizes equal; the values stay.</summary>
    public static IEnumerable<Preprocessing> Sizes(Preprocessing rule) =>
    [
        rule with { Resize = ResizeRule.Crop, ShorterSide = PreprocessingNames.DefaultShorterSide(rule.Height, rule.Width) },
        rule with { Resize = ResizeRule.Crop, ShorterSide = 0 },
        rule with { Resize = ResizeRule.Squash, ShorterSide = 0 },
    ];

    // The means keep to their colours.
    private static Preprocessing Turned(Preprocessing rule) => rule with
    {
        Channels = rule.Channels == ChannelOrder.Bgr ? ChannelOrder.Rgb : ChannelOrder.Bgr,
        Mean = [.. rule.Mean.Reverse()],
        Deviation = [.. rule.Deviation.Reverse()],
    };

    // A table of F numbers is an image of the data's own size, or a square.
    private static (int Height, int Width, int Channels) OfTable(int values, Bitmap image)
    {
        foreach (int channels in (int[])[1, 3])
        {
            if (image.Width * image.Height * channels == values)
                return (image.Height, image.Width, channels);
        }

        foreach (int channels in (int[])[1, 3])
        {
            int side = (int)Math.Sqrt(values / channels);
            if (side * side * channels == values)
                return (side, side, channels);
        }

        return (1, values, 1);
    }
}
