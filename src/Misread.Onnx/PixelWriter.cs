using Misread.Imaging;

namespace Misread.Onnx;

/// <summary>Bytes to floats, in a model's order. Each channel has a table of its 256 values, so that every rule costs the same.</summary>
internal static class PixelWriter
{
    public static void Write(Preprocessing rule, Bitmap image, OnnxLayout layout, Span<float> values)
    {
        int channels = rule.ChannelCount;
        int area = image.Width * image.Height;
        if (values.Length < area * channels)
            throw new ArgumentException($"expected room for {area * channels} values, got {values.Length}", nameof(values));
        Span<float> table = stackalloc float[256];
        for (int c = 0; c < channels; c++)
        {
            Fill(table, rule, c);
            bool planes = layout == OnnxLayout.Nchw;
            Span<float> target = planes ? values.Slice(c * area, area) : values[c..];
            int step = planes ? 1 : channels;
            if (rule.Channels == ChannelOrder.Grey && image.Channels > 1)
                WriteLuma(image, table, target, step);
            else
                WriteChannel(image, Source(rule.Channels, c, image.Channels), table, target, step);
        }
    }

    private static void Fill(Span<float> table, Preprocessing rule, int channel)
    {
        double mean = rule.Mean[rule.Mean.Count == 1 ? 0 : channel];
        double deviation = rule.Deviation[rule.Deviation.Count == 1 ? 0 : channel];
        for (int b = 0; b < table.Length; b++)
            table[b] = (float)(((b * rule.Scale) - mean) / deviation);
    }

    private static int Source(ChannelOrder order, int channel, int channels) =>
        channels == 1 ? 0 : order == ChannelOrder.Bgr ? 2 - channel : channel;

    private static void WriteChannel(Bitmap image, int channel, ReadOnlySpan<float> table, Span<float> target, int step)
    {
        byte[] pixels = image.Pixels;
        for (int from = channel, to = 0; from < pixels.Length; from += image.Channels, to += step)
            target[to] = table[pixels[from]];
    }

    // Pillow's "L": ITU-R BT.601 in 16 bits behind the point.
    private static void WriteLuma(Bitmap image, ReadOnlySpan<float> table, Span<float> target, int step)
    {
        byte[] pixels = image.Pixels;
        for (int from = 0, to = 0; from < pixels.Length; from += image.Channels, to += step)
        {
            int luma = ((pixels[from] * 19595) + (pixels[from + 1] * 38470) + (pixels[from + 2] * 7471) + 0x8000) >> 16;
            target[to] = table[luma];
        }
    }
}
