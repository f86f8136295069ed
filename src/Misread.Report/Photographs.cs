using Misread.Data;
using Misread.Imaging;

namespace Misread.Report;

/// <summary>
/// Thumbnails of photographs as <c>data:</c> addresses: in colour, never inverted, larger than digits. As many as fit into a page
/// of bounded size, the first that are asked for first.
/// </summary>
internal sealed class Photographs
{
    /// <summary>Longest side of a thumbnail in pixels; twice as many as are shown at least, for screens of two dots a pixel.</summary>
    private const int Side = 288;

    /// <summary>Longest side at which one is shown, in CSS pixels.</summary>
    private const int Shown = 144;

    /// <summary>Bytes of all thumbnails together, before base64 makes four of three; a page stays below 8 MB.</summary>
    private const long MaxBytes = 3_500_000;

    private const int Quality = 70;

    private readonly Dictionary<int, (string Address, int Width, int Height)> _byRow = [];

    /// <param name="data">The images.</param>
    /// <param name="rows">Those to be shown, the most important first.</param>
    /// <param name="most">No more than so many.</param>
    public Photographs(Dataset data, IEnumerable<int> rows, int most)
    {
        long bytes = 0;
        foreach (int[] chunk in rows.Distinct().Take(most).Chunk(64))
        {
            var made = new (byte[] File, int Width, int Height, string Type)[chunk.Length];
            Parallel.For(0, chunk.Length, i => made[i] = Encode(data, chunk[i]));
            for (int i = 0; i < chunk.Length; i++)
            {
                bytes += made[i].File.Length;
                if (bytes > MaxBytes)
                    return;
                _byRow[chunk[i]] = ($"data:image/{made[i].Type};base64,{Convert.ToBase64String(made[i].File)}", made[i].Width, made[i].Height);
            }
        }
    }

    /// <summary>Whether images are photographs, rather than ink on paper in a few pixels.</summary>
    public static bool Are(Dataset data) => data.IsColour || !data.IsPacked || data.IsResized;

    /// <summary>How many there are.</summary>
    public int Count => _byRow.Count;

    /// <summary>Whether an image is among them.</summary>
    public bool Has(int row) => _byRow.ContainsKey(row);

    /// <summary>The thumbnail as it is shown.</summary>
    /// <param name="row">An image that is among them.</param>
    /// <param name="larger">By how much it is shown larger than usual.</param>
    public ShownImage Of(int row, double larger = 1)
    {
        (string address, int width, int height) = _byRow[row];
        return new ShownImage(address, (int)(width * larger), (int)(height * larger), address.StartsWith("data:image/png", StringComparison.Ordinal) ? "photo few" : "photo");
    }

    private static (byte[] File, int Width, int Height, string Type) Encode(Dataset data, int row)
    {
        Bitmap image = data.Thumbnail(row, Side);
        double scale = (double)Shown / Math.Max(image.Width, image.Height);
        (int width, int height) = (Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
        // Few pixels are kept as they are; many are compressed.
        bool small = image.Width * image.Height <= 64 * 64;
        return small
            ? (ImageEncoder.Encode(image, ImageFormat.Png), width, height, "png")
            : (ImageEncoder.Encode(image, ImageFormat.WebP, Quality), width, height, "webp");
    }
}

/// <summary>An image on a page.</summary>
/// <param name="Address">A <c>data:</c> address.</param>
/// <param name="Width">Width at which it is shown, in CSS pixels.</param>
/// <param name="Height">Height at which it is shown.</param>
/// <param name="Class">Its CSS class: <c>photo</c> for one that is never inverted, with <c>few</c> where its pixels are to be seen; none for ink on paper.</param>
internal sealed record ShownImage(string Address, int Width, int Height, string? Class = null);
