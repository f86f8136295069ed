using Misread.Imaging;
using Misread.IO;

namespace Misread.Onnx;

/// <summary>
/// Hugging Face's <c>preprocessor_config.json</c> (Transformers, "Image Processor"): <c>size</c>, <c>crop_size</c>, <c>crop_pct</c>,
/// <c>resample</c> (Pillow's numbers), <c>rescale_factor</c>, <c>image_mean</c>, <c>image_std</c> and their switches.
/// </summary>
internal static class HuggingFacePreprocessing
{
    private const int DefaultSide = 224;

    public static Preprocessing Read(JsonFields fields, string source)
    {
        if (!fields.Has("image_mean") && !fields.Has("size") && !fields.Has("crop_size") && !fields.Has("rescale_factor") && !fields.Has("do_rescale"))
            throw new DataFormatException($"{source}: expected 'height' and 'width' (Misread's), or 'size' and 'image_mean' (Hugging Face's preprocessor_config.json), found neither.");
        bool crops = fields.Boolean("do_center_crop") ?? fields.Has("crop_size");
        bool resizes = fields.Boolean("do_resize") ?? true;
        (int height, int width, int shortest) = Size(fields, "size");
        double? share = fields.Number("crop_pct");
        if (share is not (null or (> 0.01 and <= 1)))
            throw new DataFormatException($"{source}: crop_pct should be more than 0 and at most 1, found {share}.");
        (ResizeRule rule, int shorter) = (shortest > 0 ? ResizeRule.Crop : ResizeRule.Squash, 0);
        if (crops && fields.Has("crop_size"))
        {
            (int cropHeight, int cropWidth, int cropShortest) = Size(fields, "crop_size");
            shorter = !resizes ? 0 : shortest > 0 ? shortest : Math.Min(height, width);
            rule = ResizeRule.Crop;
            (height, width) = cropShortest > 0 ? (cropShortest, cropShortest) : (cropHeight, cropWidth);
        }
        else if (shortest > 0)
        {
            // ConvNeXt's rule: small sizes are cut out of a larger image, large ones squashed.
            bool cuts = share is not null && shortest < 384;
            rule = cuts || share is null ? ResizeRule.Crop : ResizeRule.Squash;
            shorter = cuts ? (int)(shortest / share!.Value) : shortest;
            (height, width) = (shortest, shortest);
        }

        double scale = fields.Boolean("do_rescale") ?? true ? fields.Number("rescale_factor") ?? 1.0 / 255 : 1;
        bool normalises = fields.Boolean("do_normalize") ?? true;
        return PreprocessingJson.Checked(
            new Preprocessing
            {
                Height = height,
                Width = width,
                Resize = rule,
                ShorterSide = shorter,
                Filter = Filter(fields, source),
                Channels = fields.Boolean("do_flip_channel_order") == true ? ChannelOrder.Bgr : ChannelOrder.Rgb,
                Scale = scale,
                Mean = normalises ? fields.Numbers("image_mean") ?? [0.5] : [0],
                Deviation = normalises ? fields.Numbers("image_std") ?? [0.5] : [1],
            },
            source);
    }

    private static ResampleFilter Filter(JsonFields fields, string source) => (fields.Integer("resample") ?? 2) switch
    {
        1 => ResampleFilter.Lanczos,
        3 => ResampleFilter.Bicubic,
        4 => ResampleFilter.Area,
        0 or 2 => ResampleFilter.Bilinear,
        int other => throw new DataFormatException($"{source}: resample should be one of Pillow's filters 0 … 4, found {other}."),
    };

    // A whole number, { height, width }, or { shortest_edge }.
    private static (int Height, int Width, int Shortest) Size(JsonFields fields, string name)
    {
        if (!fields.Has(name))
            return (DefaultSide, DefaultSide, 0);
        if (fields.Object(name) is not { } size)
            return fields.Integer(name) is { } side ? (side, side, 0) : (DefaultSide, DefaultSide, 0);
        return size.Integer("shortest_edge") is { } shortest
            ? (0, 0, shortest)
            : (size.Integer("height") ?? DefaultSide, size.Integer("width") ?? DefaultSide, 0);
    }
}
