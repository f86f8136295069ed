namespace Misread.Audit;

/// <summary>
/// Puts rows in the order of their scores by radix sort, least significant digit first (H. H. Seward 1954; D. E. Knuth, The
/// Art of Computer Programming 3, section 5.2.5, algorithm R): linear time, and rows of equal score stay as they were.
/// </summary>
internal static class ScoreOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Below this many rows, counting digits costs more than comparing.</summary>
    private const int Fewest = 1 << 10;

    /// <param name="scores"><c>[n]</c>, no NaN; left in no particular order.</param>
    /// <param name="rows"><c>[n]</c>, ascending before; by score ascending, then by number, after.</param>
    public static void Sort(double[] scores, int[] rows)
    {
        if (rows.Length < Fewest)
        {
            int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(i => scores[i]).Select(i => rows[i])];
            order.CopyTo(rows, 0);
            return;
        }

        var keyed = new (ulong Key, int Row)[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            keyed[i] = (Ascending(scores[i]), rows[i]);
        var other = new (ulong Key, int Row)[rows.Length];
        for (int shift = 0; shift < 64; shift += DigitBits)
            (keyed, other) = ByDigit(keyed, other, shift);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = keyed[i].Row;
    }

    /// <summary>A number whose order is that of the doubles: negative ones turn all bits, others their sign.</summary>
    private static ulong Ascending(double score)
    {
        // Adding zero makes −0 the 0 that it equals.
        ulong bits = BitConverter.DoubleToUInt64Bits(score + 0.0);
        return bits ^ ((ulong)((long)bits >> 63) | (1UL << 63));
    }

    /// <returns>Where the sorted items are, and the other array.</returns>
    private static ((ulong, int)[] Sorted, (ulong, int)[] Other) ByDigit((ulong Key, int Row)[] items, (ulong Key, int Row)[] into, int shift)
    {
        int[] next = new int[Digits];
        foreach ((ulong key, _) in items)
            next[(int)(key >> shift) & (Digits - 1)]++;
        if (next[(int)(items[0].Key >> shift) & (Digits - 1)] == items.Length)
            return (items, into);
        int start = 0;
        for (int d = 0; d < Digits; d++)
            (next[d], start) = (start, start + next[d]);
        foreach ((ulong Key, int Row) item in items)
            into[next[(int)(item.Key >> shift) & (Digits - 1)]++] = item;
        return (into, items);
    }
}
