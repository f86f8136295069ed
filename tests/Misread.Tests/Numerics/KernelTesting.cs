using FsCheck;
using FsCheck.Fluent;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

/// <summary>Random operands in aligned memory, and the bound within which a kernel must meet its scalar twin.</summary>
internal static class KernelTesting
{
    /// <summary>A float's unit of rounding, 2⁻²⁴.</summary>
    public const double Unit = 1.0 / (1 << 24);

    public static AlignedBuffer Random(int count, int seed, double zeros = 0)
    {
        var random = new Prng(seed, count);
        var buffer = new AlignedBuffer(count);
        foreach (ref float value in buffer.Span)
            value = random.NextDouble() < zeros ? 0 : (float)random.NextNormal();
        return buffer;
    }

    public static double[] ToDouble(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i] = values[i];
        return result;
    }

    /// <summary>
    /// A sum of <paramref name="terms"/> rounded products differs from the exact sum by at most terms · 2⁻²⁴ · Σ|products|
    /// (Higham 2002, section 3.1). The operands are standard normal, so Σ|products| stays below a few times terms; the bound
    /// used is 4 · terms · 2⁻²⁴ · max(1, √terms), which an indexing error exceeds by many orders of magnitude.
    /// </summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, int terms, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = 4 * Unit * (terms + 1) * Math.Max(1, Math.Sqrt(terms));
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= bound * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"{what}, element {i} of {expected.Length}: expected {expected[i]:R}, found {actual[i]:R}, bound {bound:E2}");
        }
    }

    /// <summary>Checks a property for random whole numbers within the given ranges, and for all of their lower ends.</summary>
    public static void ForAll((int Low, int High)[] ranges, Action<int[]> property, int runs = 150)
    {
        property([.. ranges.Select(r => r.Low)]);
        Gen<int[]> sizes = ranges.Aggregate(
            Gen.Constant(Array.Empty<int>()),
            (soFar, range) => soFar.SelectMany(list => Gen.Choose(range.Low, range.High).Select(n => (int[])[.. list, n])));
        Prop.ForAll(sizes.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(new Replay(new Rnd(20_26), null)));
    }
}
