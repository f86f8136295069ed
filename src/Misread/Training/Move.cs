namespace Misread.Training;

/// <summary>A way in whole pixels.</summary>
/// <param name="Right">To the right; negative: to the left.</param>
/// <param name="Down">Downwards; negative: upwards.</param>
internal readonly record struct Move(int Right, int Down)
{
    /// <summary>Whether nothing moves.</summary>
    public bool IsNone => this == default;

    /// <summary>Moves an image; what comes in from outside is 0, background.</summary>
    /// <param name="image"><c>[height, width, channels]</c>.</param>
    /// <param name="width">Width.</param>
    /// <param name="channels">Channels, interleaved.</param>
    /// <param name="moved">The same size, overwritten.</param>
    public void Apply(ReadOnlySpan<byte> image, int width, int channels, Span<byte> moved)
    {
        int row = width * channels;
        int height = image.Length / row;
        moved.Clear();
        int kept = row - (channels * Math.Abs(Right));
        int from = channels * Math.Max(0, -Right);
        int to = channels * Math.Max(0, Right);
        for (int y = Math.Max(0, Down); y < height + Math.Min(0, Down); y++)
            image.Slice(((y - Down) * row) + from, kept).CopyTo(moved[((y * row) + to)..]);
    }
}
