using Misread.Imaging;

namespace Misread.Data;

/// <summary>Decodes and resizes the images of a data set into one array.</summary>
internal static class PackedView
{
    /// <summary>Faults that one message names; more are counted.</summary>
    private const int Named = 10;

    /// <summary>Fills <paramref name="pixels"/>, <c>[N,H,W,C]</c>.</summary>
    public static void Fill(Dataset data, byte[] pixels, int height, int width, int channels, FitRule rule, CancellationToken cancel)
    {
        int area = height * width * channels;

        // Half of the pixels again in each direction: what the codec throws away is then never seen in the result.
        var options = new DecodeOptions(MinWidth: 2 * width, MinHeight: 2 * height);
        var faults = new ImageException?[data.Count];
        var parallel = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, data.Count, parallel, i =>
        {
            try
            {
                Bitmap image = PixelFormat.To(data.Picture(i, options), channels);
                BitmapGeometry.Fit(image, width, height, rule).Pixels.CopyTo(pixels.AsSpan(i * area, area));
            }
            catch (ImageException e)
            {
                faults[i] = e;
            }
        });
        Throw([.. faults.OfType<ImageException>()]);
    }

    /// <summary>One exception for all faults.</summary>
    public static void Throw(ImageException[] faults)
    {
        if (faults.Length == 0)
            return;
        if (faults.Length == 1)
            throw faults[0];
        string more = faults.Length > Named ? $" and {faults.Length - Named:N0} more" : "";
        string names = string.Join("; ", faults.Take(Named).Select(f => $"{f.Name}: {f.Reason}"));
        throw new ImageException(faults[0].Name, faults[0].Fault, $"{faults[0].Reason}; in all {faults.Length:N0} images cannot be decoded ({names}{more})");
    }
}
