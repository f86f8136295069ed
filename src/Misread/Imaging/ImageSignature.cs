using System.Text;

namespace Misread.Imaging;

/// <summary>Tells by its first bytes what a file is.</summary>
internal static class ImageSignature
{
    /// <summary>Bytes that suffice to tell every format.</summary>
    public const int Length = 16;

    /// <summary>The format, or <see langword="null"/> for anything that is not read.</summary>
    public static ImageFormat? Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ImageFormat.Jpeg;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return ImageFormat.Png;
        if (start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8))
            return ImageFormat.WebP;
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
            return ImageFormat.Gif;
        // 'BM' may begin a text; the two reserved words after the length are zero in every BMP.
        return start.Length >= 10 && start.StartsWith("BM"u8) && start[6..10].SequenceEqual("\0\0\0\0"u8) ? ImageFormat.Bmp : null;
    }

    /// <summary>Why content of no known format is refused: the kind and the rest of a sentence.</summary>
    public static (ImageFault Fault, string Reason) Refusal(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return (ImageFault.Empty, "the file is empty");
        string? other = OtherImage(start);
        if (other is not null)
            return (ImageFault.Unsupported, $"expected JPEG, PNG, WebP, GIF or BMP, found {other}; convert it to PNG or JPEG");
        string found = start[0] == '<' || start.StartsWith("\uFEFF<"u8)
            ? "a web page or other markup; fetch the file again"
            : start.StartsWith("PK\u0003\u0004"u8) ? "a ZIP archive"
            : start.StartsWith("version https:/"u8) ? "a pointer of Git LFS; fetch the file itself"
            : IsText(start) ? $"text that begins '{Encoding.ASCII.GetString(start)}'"
            : $"bytes {Convert.ToHexString(start[..Math.Min(4, start.Length)])}…";
        return (ImageFault.NotAnImage, $"expected JPEG, PNG, WebP, GIF or BMP, found {found}");
    }

    private static string? OtherImage(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8))
            return "a TIFF or raw photograph";
        if (start.Length >= 12 && start[4..].StartsWith("ftyp"u8))
            return start[8..].StartsWith("avif"u8) ? "AVIF" : start[8..].StartsWith("hei"u8) || start[8..].StartsWith("mif"u8) ? "HEIC" : "a video";
        if (start.StartsWith("%PDF"u8))
            return "a PDF";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || start.StartsWith("\0\0\0\u000CJXL "u8))
            return "JPEG XL";
        if (start.StartsWith("\0\0\0\u000CjP"u8))
            return "JPEG 2000";
        if (start.StartsWith("8BPS"u8))
            return "a Photoshop file";
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return "an icon";
        return start.Length > 2 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'7' && start[2] is (byte)'\n' or (byte)' ' ? "a PNM image" : null;
    }

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte b in start)
        {
            if (b is < 0x20 or > 0x7E)
                return false;
        }

        return true;
    }
}
