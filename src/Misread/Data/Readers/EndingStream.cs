namespace Misread.Data;

/// <summary>A file for readers that are not ours: one that goes on reading behind the end is stopped.</summary>
internal sealed class EndingStream(Stream inner) : Stream
{
    private const int Patience = 1000;

    private int _beyond;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer), buffer.Length);

    public override int ReadByte()
    {
        int value = inner.ReadByte();
        Counted(value < 0 ? 0 : 1, 1);
        return value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Counted(int got, int wanted)
    {
        if (got == 0 && wanted > 0 && ++_beyond > Patience)
            throw new EndOfStreamException("the data end before what they announce");
        return got;
    }
}
