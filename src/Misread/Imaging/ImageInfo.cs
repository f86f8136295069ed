namespace Misread.Imaging;

/// <summary>What an image's header says.</summary>
/// <param name="Format">The format of its content.</param>
/// <param name="Width">Width in pixels as it is shown, that is with its EXIF orientation applied.</param>
/// <param name="Height">Height in pixels as it is shown.</param>
/// <param name="HasAlpha">Whether pixels may be transparent.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, bool HasAlpha);
