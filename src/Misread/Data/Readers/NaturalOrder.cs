namespace Misread.Data;

/// <summary>Names as people order them: numbers within them by value (2 before 10), the rest by character, then ordinal.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        int i = 0, j = 0;
        while (i < x.Length && j < y.Length)
        {
            if (char.IsAsciiDigit(x[i]) && char.IsAsciiDigit(y[j]))
            {
                ReadOnlySpan<char> a = Digits(x, ref i);
                ReadOnlySpan<char> b = Digits(y, ref j);
                int byValue = a.Length != b.Length ? a.Length - b.Length : a.SequenceCompareTo(b);
                if (byValue != 0)
                    return byValue;
                continue;
            }

            if (x[i] != y[j])
                return x[i] - y[j];
            i++;
            j++;
        }

        int rest = (x.Length - i) - (y.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    /// <summary>A run of digits without its leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
