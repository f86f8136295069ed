namespace Misread.Imaging;

/// <summary>The greatest value in a sliding window, at three comparisons a value whatever the window's width.</summary>
internal static class SlidingExtreme
{
    /// <summary>
    /// Sets each value to the greatest within <paramref name="radius"/> of it: running maxima forwards and backwards in
    /// blocks as wide as the window (van Herk 1992; Gil and Werman 1993).
    /// </summary>
    /// <param name="row">The values, replaced.</param>
    /// <param name="radius">At least 1.</param>
    /// <param name="forward">Scratch, at least <c>row.Length + 2 × radius</c>.</param>
    /// <param name="backward">Scratch of the same length.</param>
    public static void Max(Span<float> row, int radius, Span<float> forward, Span<float> backward)
    {
        int window = 2 * radius + 1, length = row.Length + 2 * radius;
        forward = forward[..length];
        backward = backward[..length];
        forward.Fill(float.NegativeInfinity);
        row.CopyTo(forward[radius..]);
        forward.CopyTo(backward);
        for (int i = 1; i < length; i++)
        {
            if (i % window != 0 && forward[i - 1] > forward[i])
                forward[i] = forward[i - 1];
        }

        for (int i = length - 2; i >= 0; i--)
        {
            if ((i + 1) % window != 0 && backward[i + 1] > backward[i])
                backward[i] = backward[i + 1];
        }

        for (int i = 0; i < row.Length; i++)
            row[i] = Math.Max(backward[i], forward[i + window - 1]);
    }
}
