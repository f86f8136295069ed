using System.Buffers.Binary;

namespace Misread.Imaging;

/// <summary>Turns unfiltered rows of any PNG into 8-bit grey, RGB or RGBA.</summary>
/// <remarks>
/// A sample of 1, 2 or 4 bits is stretched to 0 … 255; of 16 bits, the upper 8 are kept, as Pillow and libpng's
/// <c>png_set_strip_16</c> do. Transparency by colour (tRNS) is compared at the file's own depth (section 11.3.1.1).
/// </remarks>
internal sealed class PngSamples
{
    private readonly PngHeader _header;
    private readonly byte[] _palette;
    private readonly byte[] _alpha;
    private readonly int[]? _transparent;

    public PngSamples(PngChunks chunks)
    {
        _header = chunks.Header;
        _palette = chunks.Palette;
        _alpha = [];
        bool alpha = _header.Color is PngColor.GreyAlpha or PngColor.Rgba || chunks.Transparency is not null;
        Channels = alpha ? 4 : _header.Color == PngColor.Grey ? 1 : 3;
        if (chunks.Transparency is not { } transparency)
            return;
        if (_header.Color == PngColor.Indexed)
        {
            _alpha = new byte[_palette.Length / 3];
            _alpha.AsSpan().Fill(255);
            transparency.CopyTo(_alpha, 0);
        }
        else
        {
            // Bits beyond the depth are to be ignored (section 11.3.1.1).
            _transparent = [.. Enumerable.Range(0, transparency.Length / 2).Select(
                i => BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)) & ((1 << _header.Depth) - 1))];
        }
    }

    /// <summary>Channels of the result: 1 (grey), 3 (RGB) or 4 (RGBA).</summary>
    public int Channels { get; }

    /// <summary>Converts a row.</summary>
    /// <param name="row">The unfiltered bytes.</param>
    /// <param name="to"><c>pixels × Channels</c> bytes.</param>
    /// <param name="pixels">The number of pixels of the row.</param>
    /// <returns>A palette index that the palette does not have, or −1 when all is well.</returns>
    public int Convert(ReadOnlySpan<byte> row, Span<byte> to, int pixels)
    {
        if (_header.Color == PngColor.Indexed)
            return FromPalette(row, to, pixels);
        if (_header.Depth == 8 && _header.Samples == Channels)
        {
            row.CopyTo(to);
            return -1;
        }

        int samples = _header.Samples;
        int colors = samples >= 3 ? 3 : 1;
        for (int i = 0; i < pixels; i++)
        {
            Span<byte> pixel = to.Slice(i * Channels, Channels);
            bool transparent = _transparent is not null;
            for (int c = 0; c < colors; c++)
            {
                int value = Sample(row, (i * samples) + c);
                transparent &= value == _transparent?[c];
                pixel[c] = ToByte(value);
            }

            if (Channels < 4)
                continue;
            if (colors == 1)
                pixel[1] = pixel[2] = pixel[0];
            pixel[3] = samples > colors ? ToByte(Sample(row, (i * samples) + colors)) : transparent ? (byte)0 : (byte)255;
        }

        return -1;
    }

    private int FromPalette(ReadOnlySpan<byte> row, Span<byte> to, int pixels)
    {
        for (int i = 0; i < pixels; i++)
        {
            int index = Sample(row, i);
            if (index * 3 >= _palette.Length)
                return index;
            _palette.AsSpan(index * 3, 3).CopyTo(to[(i * Channels)..]);
            if (Channels == 4)
                to[(i * 4) + 3] = _alpha[index];
        }

        return -1;
    }

    private int Sample(ReadOnlySpan<byte> row, int i)
    {
        int depth = _header.Depth;
        if (depth == 8)
            return row[i];
        if (depth == 16)
            return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..]);
        int bit = i * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }

    private byte ToByte(int value) => _header.Depth switch
    {
        16 => (byte)(value >> 8),
        8 => (byte)value,
        int depth => (byte)(value * 255 / ((1 << depth) - 1)),
    };
}
