using System.Runtime.InteropServices;

namespace Misread.Imaging;

/// <summary>The colours of an image in order of their first pixel, and the number of each pixel's colour.</summary>
/// <param name="Colors">RGB triples, at most 256.</param>
/// <param name="Alpha">The alpha of each colour; empty for an image without alpha.</param>
/// <param name="Indices"><c>[H,W]</c> colour numbers.</param>
internal sealed record PngPalette(byte[] Colors, byte[] Alpha, byte[] Indices)
{
    private const int MaxColors = 256;

    /// <summary>The palette of an RGB or RGBA image, or null when it has more than 256 colours.</summary>
    public static PngPalette? From(Bitmap bitmap)
    {
        int channels = bitmap.Channels;
        byte[] pixels = bitmap.Pixels;
        var indices = new byte[bitmap.Width * bitmap.Height];
        var known = new Dictionary<uint, byte>(MaxColors);
        var colors = new List<byte>(3 * MaxColors);
        var alpha = new List<byte>();
        uint last = 0;
        byte index = 0;
        for (int i = 0, at = 0; i < indices.Length; i++, at += channels)
        {
            byte opacity = channels == 4 ? pixels[at + 3] : (byte)255;
            uint color = ((uint)opacity << 24) | ((uint)pixels[at] << 16) | ((uint)pixels[at + 1] << 8) | pixels[at + 2];
            if (i == 0 || color != last)
            {
                ref byte slot = ref CollectionsMarshal.GetValueRefOrAddDefault(known, color, out bool exists);
                if (!exists)
                {
                    if (known.Count > MaxColors)
                        return null;
                    slot = (byte)(known.Count - 1);
                    colors.AddRange(pixels.AsSpan(at, 3));
                    if (channels == 4)
                        alpha.Add(opacity);
                }

                index = slot;
                last = color;
            }

            indices[i] = index;
        }

        return new PngPalette([.. colors], [.. alpha], indices);
    }
}
