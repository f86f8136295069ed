namespace Misread.Numerics;

/// <summary>
/// A small deterministic random number generator: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
/// pseudorandom number generators", figure 12). The same seed and stream give the same numbers on every machine.
/// </summary>
/// <remarks>
/// The state is one 64-bit counter, so a generator for "epoch 7 of seed 42" is made directly, without drawing the
/// numbers before it: that is what lets a resumed training see the same shuffles as an undisturbed one.
/// Not thread-safe; not for cryptography.
/// </remarks>
public sealed class Prng
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;
    private ulong _state;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Numbers that tell independent uses of one seed apart: purpose, epoch, layer …</param>
    public Prng(long seed, params ReadOnlySpan<long> stream) => _state = Hash(seed, stream);

    /// <summary>Begins another stream: as a new generator would, without making one.</summary>
    internal void Restart(long seed, params ReadOnlySpan<long> stream) => _state = Hash(seed, stream);

    /// <summary>A number that a seed and a stream name: the state in which the generator of that stream begins.</summary>
    public static ulong Hash(long seed, params ReadOnlySpan<long> stream)
    {
        ulong state = Mix((ulong)seed + Golden);
        foreach (long part in stream)
            state = Mix(state ^ Mix((ulong)part + Golden));
        return state;
    }

    /// <summary>Uniform over all 64-bit numbers.</summary>
    public ulong NextUInt64()
    {
        _state += Golden;
        return Mix(_state);
    }

    /// <summary>Uniform over [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform over 0 … <paramref name="bound"/> − 1, without bias (Lemire 2019, "Fast random integer generation in an interval").</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is less than 1.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong product = (NextUInt64() >> 32) * (ulong)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (uint)(0x1_0000_0000UL % (uint)bound);
            while ((uint)product < threshold)
                product = (NextUInt64() >> 32) * (ulong)bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>Standard normal, by Box and Muller (1958).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Permutes in place, every order equally likely (Fisher–Yates, Durstenfeld 1964).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A random order of 0 … <paramref name="count"/> − 1.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
