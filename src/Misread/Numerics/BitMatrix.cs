namespace Misread.Numerics;

/// <summary>A square of bits: 64 words of 64.</summary>
internal static unsafe class BitMatrix
{
    /// <summary>
    /// Exchanges rows and columns: bit k of word n goes to bit n of word k. The four quarters of the square change places
    /// across its diagonal, then those of each quarter, and so on to single bits (Warren 2012, "Hacker's Delight",
    /// section 7-3).
    /// </summary>
    /// <param name="rows">64 words.</param>
    public static void Transpose(ulong* rows)
    {
        ulong low = 0x0000_0000_FFFF_FFFF;
        for (int size = 32; size != 0; size >>= 1, low ^= low << size)
        {
            for (int n = 0; n < 64; n = (n + size + 1) & ~size)
            {
                ulong exchanged = ((rows[n] >> size) ^ rows[n + size]) & low;
                rows[n] ^= exchanged << size;
                rows[n + size] ^= exchanged;
            }
        }
    }
}
