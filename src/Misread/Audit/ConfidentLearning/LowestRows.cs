namespace Misread.Audit.ConfidentLearning;

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
            (double, int) pivot = MedianOfThree(items[low], items[low + ((high - low) / 2)], items[high]);
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (Before(items[i], pivot))
                    i++;
                while (Before(pivot, items[j]))
                    j--;
                if (i <= j)
                {
                    (items[i], items[j]) = (items[j], items[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
                high = j;
            else if (rank >= i)
                low = i;
            else
                return;
        }
    }

    private static bool Before((double Key, int Row) a, (double Key, int Row) b) =>
        a.Key < b.Key || (a.Key == b.Key && a.Row < b.Row);

    private static (double Key, int Row) MedianOfThree((double, int) a, (double, int) b, (double, int) c)
    {
        if (Before(b, a))
            (a, b) = (b, a);
        return Before(b, c) ? b : Before(a, c) ? c : a;
    }
}
