using System.Numerics;
using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>
/// Which elements dropout keeps: a hash of a key and the element's number, so that the mask is the same whichever thread
/// computes it and is not stored.
/// </summary>
internal static class DropoutMask
{
    /// <summary>
    /// A 32-bit mixing of <paramref name="index"/> and <paramref name="key"/>: two rounds of multiply and xor-shift with
    /// the "lowbias32" constants of C. Wellons (2018, "Prospecting for hash functions").
    /// </summary>
    public static uint Hash(uint index, uint key)
    {
        uint x = index ^ key;
        x ^= x >> 16;
        x *= 0x7FEB_352D;
        x ^= x >> 15;
        x *= 0x846C_A68B;
        return x ^ (x >> 16);
    }

    /// <summary>
    /// <c>destination[i] = source[i] · factor(first + i)</c>, where the factor is 0 with probability
    /// <paramref name="rate"/> and 1 / (1 − rate) otherwise ("inverted" dropout: the expectation stays).
    /// </summary>
    /// <param name="source">Input.</param>
    /// <param name="destination">Output, as long; may be the same memory.</param>
    /// <param name="first">Number of the first element in the batch.</param>
    /// <param name="key">Names the layer and the step.</param>
    /// <param name="rate">Share of the elements that are dropped, 0 ≤ rate &lt; 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<float> source, Span<float> destination, uint first, uint key, double rate)
    {
        uint threshold = (uint)Math.Min(uint.MaxValue, rate * 4294967296.0);
        float scale = (float)(1 / (1 - rate));
        int i = 0;
        Vector<uint> index = Vector.CreateSequence(first, 1u);
        for (; i <= source.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            Vector<int> kept = Vector.GreaterThanOrEqual(Hash(index, key), new Vector<uint>(threshold)).As<uint, int>();
            Vector.ConditionalSelect(kept, new Vector<float>(source[i..]) * scale, Vector<float>.Zero).CopyTo(destination[i..]);
            index += new Vector<uint>((uint)Vector<uint>.Count);
        }

        for (; i < source.Length; i++)
            destination[i] = Hash(first + (uint)i, key) >= threshold ? source[i] * scale : 0;
    }

    private static Vector<uint> Hash(Vector<uint> index, uint key)
    {
        Vector<uint> x = index ^ new Vector<uint>(key);
        x ^= x >>> 16;
        x *= 0x7FEB_352D;
        x ^= x >>> 15;
        x *= 0x846C_A68B;
        return x ^ (x >>> 16);
    }
}
