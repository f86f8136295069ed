namespace Misread.Imaging;

/// <summary>Brightness of an image: 0 black … 1 white.</summary>
internal static class Luma
{
    /// <summary>
    /// Luma of every pixel, <c>[H,W]</c>: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). Transparent pixels are shown on white, or
    /// on black when what is drawn is rather light: a drawing should not vanish into its ground.
    /// </summary>
    public static float[] Of(Bitmap image)
    {
        byte[] pixels = image.Pixels;
        float[] luma = new float[image.Width * image.Height];
        if (image.Channels == 1)
        {
            for (int i = 0; i < luma.Length; i++)
                luma[i] = pixels[i] / 255f;
            return luma;
        }

        for (int i = 0; i < luma.Length; i++)
        {
            int p = i * image.Channels;
            luma[i] = (299 * pixels[p] + 587 * pixels[p + 1] + 114 * pixels[p + 2]) / 255_000f;
        }

        if (image.Channels == 4)
            Compose(luma, pixels);
        return luma;
    }

    private static void Compose(Span<float> luma, ReadOnlySpan<byte> rgba)
    {
        double drawn = 0, brightness = 0;
        for (int i = 0; i < luma.Length; i++)
        {
            int alpha = rgba[4 * i + 3];
            drawn += alpha;
            brightness += alpha * luma[i];
        }

        float ground = brightness > 0.5 * drawn && drawn < 255.0 * luma.Length ? 0 : 1;
        for (int i = 0; i < luma.Length; i++)
            luma[i] = ground + (luma[i] - ground) * rgba[4 * i + 3] / 255f;
    }
}
