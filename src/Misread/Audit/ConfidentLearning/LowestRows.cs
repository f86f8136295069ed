using System.Runtime.CompilerServices;

namespace Misread.Audit;

/// <summary>
/// Keeps the <c>n</c> rows with the lowest keys of all that are offered, the lowest row number where keys tie; so the
/// outcome does not depend on the order of the offers. Linear time: room for about 2n, and when it is full the upper half
/// is dropped by quickselect (Hoare 1961).
/// </summary>
/// <param name="count">n.</param>
/// <param name="cutoff">A key known to be great enough: none greater is kept.</param>
internal sealed class LowestRows(int count, double cutoff = double.PositiveInfinity)
{
    private readonly int _count = count;
    private (double Key, int Row)[] _kept = [];
    private int _length;

    /// <summary>A row whose key is greater than this will not be kept.</summary>
    public double Cutoff { get; private set; } = count == 0 ? double.NegativeInfinity : cutoff;

    public void Offer(double key, int row)
    {
        if (key > Cutoff || _count == 0)
            return;
        if (_length == _kept.Length)
        {
            if (_length >= _count * 2L)
                Shrink();
            if (_length == _kept.Length)
                Array.Resize(ref _kept, (int)Math.Min(Math.Max(16, _kept.Length * 2L), Math.Max(16, _count * 2L)));
        }

        _kept[_length++] = (key, row);
    }

    /// <summary>Offers all that another has kept.</summary>
    public void Offer(LowestRows other)
    {
        for (int i = 0; i < other._length; i++)
            Offer(other._kept[i].Key, other._kept[i].Row);
    }

    /// <summary>The kept rows with their keys, at most n, in no order.</summary>
    public ReadOnlySpan<(double Key, int Row)> Kept
    {
        get
        {
            Shrink();
            return _kept.AsSpan(0, _length);
        }
    }

    /// <summary>The greatest kept key when as many are kept as wanted, and infinity before.</summary>
    public double BoundOnceFull()
    {
        ReadOnlySpan<(double Key, int Row)> kept = Kept;
        double greatest = kept.Length < _count ? double.PositiveInfinity : double.NegativeInfinity;
        foreach ((double key, _) in kept)
            greatest = Math.Max(greatest, key);
        return greatest;
    }

    private void Shrink()
    {
        if (_length <= _count)
            return;
        Select(_kept.AsSpan(0, _length), _count - 1);
        _length = _count;
        Cutoff = _kept[_count - 1].Key;
    }

    /// <summary>Puts the element of rank <paramref name="rank"/> in its place, lower ones before it and higher ones behind it.</summary>
    private static void Select(Span<(double Key, int Row)> items, int rank)
    {
        int low = 0;
        int high = items.Length - 1;
        while (low < high)
        {
            MedianOfThreeToEnd(items[low..(high + 1)]);
            int middle = low + Partition(items[low..(high + 1)]);
            if (rank == middle)
                return;
            (low, high) = rank < middle ? (low, middle - 1) : (middle + 1, high);
        }
    }

    /// <summary>
    /// Puts the last item in its place, lower ones before it and higher ones behind it. No branch depends on a key, for on keys
    /// in no order every other one would be guessed wrong (N. Lomuto's partition, branch-free as in S. Edelkamp and A. Weiß,
    /// "BlockQuicksort", 2016, section 1).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Partition(Span<(double Key, int Row)> items)
    {
        (double Key, int Row) pivot = items[^1];
        int lower = 0;
        for (int i = 0; i < items.Length - 1; i++)
        {
            (double Key, int Row) item = items[i];
            items[i] = items[lower];
            items[lower] = item;
            lower += Before(item, pivot) ? 1 : 0;
        }

        (items[lower], items[^1]) = (items[^1], items[lower]);
        return lower;
    }

    private static bool Before((double Key, int Row) a, (double Key, int Row) b) =>
        (a.Key < b.Key) | ((a.Key == b.Key) & (a.Row < b.Row));

    private static void MedianOfThreeToEnd(Span<(double Key, int Row)> items)
    {
        ref (double, int) first = ref items[0];
        ref (double, int) middle = ref items[items.Length / 2];
        ref (double, int) last = ref items[^1];
        if (Before(middle, first))
            (first, middle) = (middle, first);
        if (Before(last, first))
            (first, last) = (last, first);
        if (Before(middle, last))
            (middle, last) = (last, middle);
    }
}
