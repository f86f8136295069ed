using Misread.IO;

namespace Misread.Data;

/// <summary>The lines of a text file as bytes, without their ends (LF or CR LF) and without a byte order mark.</summary>
internal sealed class LineReader(Content content)
{
    /// <summary>A row of 256×256 pixels with the widest cells stays well below.</summary>
    private const int MostBytes = 1 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line read last, from 1, as editors count.</summary>
    public int Number { get; private set; }

    /// <summary>Reads the next line; the span is valid until the next call.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DataFormatException">The line has more than 1 MiB.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length, ending: 1);
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = Take(searched, ending: 0);
                return searched > 0;
            }

            Refill();
        }
    }

    private ReadOnlySpan<byte> Take(int length, int ending)
    {
        Span<byte> line = _buffer.AsSpan(_start, length);
        _start += length + ending;
        Number++;
        if (Number == 1 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Refill()
    {
        int kept = _end - _start;
        if (kept >= MostBytes)
            throw new DataFormatException($"{content.Source}: row {Number + 1}: expected a row of at most {MostBytes:N0} bytes; this is not a CSV file of pixels.");
        byte[] target = kept > _buffer.Length / 2 ? new byte[2 * _buffer.Length] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(target);
        _buffer = target;
        _start = 0;
        int got = content.Read(_buffer.AsSpan(kept));
        _end = kept + got;
        _ended = _end < _buffer.Length;
    }
}
