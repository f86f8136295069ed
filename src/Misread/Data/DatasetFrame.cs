using Misread.Imaging;

namespace Misread.Data;

/// <summary>Tells how the images of a data set are framed, from at most 500 of them.</summary>
public static class DatasetFrame
{
    private const int Looked = 500;

    /// <summary>
    /// The frame: MNIST's when half of the images or more are as <see cref="DigitNormalizer"/> makes them; ink in a square of the
    /// usual size when four of five have a clear ground; else pictures.
    /// </summary>
    /// <param name="data">One image or more.</param>
    public static ImageFrame Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.IsPacked || data.IsColour)
            return new ImageFrame(data.Width, data.Height, Box: 0);
        int[] rows = [.. Enumerable.Range(0, Math.Min(Looked, data.Count)).Select(i => (int)((long)i * data.Count / Math.Min(Looked, data.Count)))];
        int light = rows.Count(i => Rim(data, i) < 0.25), dark = rows.Count(i => Rim(data, i) > 0.75);
        if (Math.Max(light, dark) < 0.8 * rows.Length)
            return new ImageFrame(data.Width, data.Height, Box: 0);
        ImageFrame normal = ImageFrame.Normal(data.Width, data.Height) with { InkIsDark = dark > light };
        byte[][] images = [.. rows.Select(i => Ink(data, i, normal.InkIsDark))];
        if (2 * images.Count(image => DigitNormalizer.IsNormal(image, data.Width, data.Height, normal.Box)) >= rows.Length)
            return normal;
        int[] longer = [.. images.Select(image => LongerSide(image, data)).Where(side => side > 0).Order()];
        int least = Math.Min(data.Width, data.Height);
        return normal with { Box = longer.Length == 0 ? least : Math.Min(least, longer[longer.Length / 2]) };
    }

    private static double Rim(Dataset data, int row)
    {
        ReadOnlySpan<byte> image = data.Image(row);
        var rim = new List<byte>();
        for (int y = 0; y < data.Height; y++)
        {
            for (int x = 0; x < data.Width; x++)
            {
                if (x == 0 || y == 0 || x == data.Width - 1 || y == data.Height - 1)
                    rim.Add(image[(y * data.Width) + x]);
            }
        }

        rim.Sort();
        return (double)rim[rim.Count / 2] / data.MaxValue;
    }

    private static byte[] Ink(Dataset data, int row, bool inverted)
    {
        byte[] ink = data.Image(row).ToArray();
        for (int i = 0; i < ink.Length; i++)
            ink[i] = (byte)((inverted ? data.MaxValue - ink[i] : ink[i]) * 255 / data.MaxValue);
        return ink;
    }

    private static int LongerSide(byte[] image, Dataset data)
    {
        PixelBox box = PixelBox.OfInk([.. image.Select(v => v / 255f)], data.Width, data.Height);
        return box.IsEmpty ? 0 : Math.Max(box.Width, box.Height);
    }
}
