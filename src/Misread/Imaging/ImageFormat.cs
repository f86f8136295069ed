namespace Misread.Imaging;

/// <summary>The formats that are read, told by a file's content and never by its name.</summary>
public enum ImageFormat
{
    /// <summary>JPEG (ISO/IEC 10918), baseline or progressive; grey, YCbCr, RGB or CMYK.</summary>
    Jpeg,

    /// <summary>PNG (W3C, third edition): every colour type and depth.</summary>
    Png,

    /// <summary>WebP, lossy or lossless; of an animation the first frame.</summary>
    WebP,

    /// <summary>GIF; of an animation the first frame.</summary>
    Gif,

    /// <summary>BMP of Windows.</summary>
    Bmp,
}
