using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class DropoutMaskTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Its_share_of_values_is_dropped_and_the_rest_scaled(double rate)
    {
        const int Count = 200_000;
        float[] ones = new float[Count];
        Array.Fill(ones, 1);
        float[] y = new float[Count];
        DropoutMask.Apply(ones, y, 0, 12345, rate);
        float kept = (float)(1 / (1 - rate));
        Assert.All(y, v => Assert.True(v == 0 || v == kept));
        // Five standard deviations of a binomial share.
        Assert.Equal(rate, y.Count(v => v == 0) / (double)Count, 5 * Math.Sqrt(rate * (1 - rate) / Count));
    }

    [Fact]
    public void Neighbours_and_steps_are_independent()
    {
        const int Count = 100_000;
        float[] ones = new float[Count];
        Array.Fill(ones, 1);
        float[] a = new float[Count];
        float[] b = new float[Count];
        DropoutMask.Apply(ones, a, 0, 1, 0.5);
        DropoutMask.Apply(ones, b, 0, 2, 0.5);
        double tolerance = 5 * 0.5 / Math.Sqrt(Count);
        Assert.Equal(0.5, Share(i => a[i] == b[i]), tolerance);
        for (int lag = 1; lag <= 64; lag++)
            Assert.Equal(0.5, Share(i => a[i] == a[(i + lag) % Count]), tolerance);

        static double Share(Func<int, bool> agree) => Enumerable.Range(0, Count).Count(agree) / (double)Count;
    }

    [Fact]
    public void A_piece_of_the_mask_is_the_mask_of_the_piece()
    {
        float[] x = KernelTesting.Random(333, 1).Span.ToArray();
        float[] whole = new float[333];
        DropoutMask.Apply(x, whole, 1000, 77, 0.3);
        float[] pieces = new float[333];
        for (int start = 0; start < 333; start += 41)
        {
            int end = Math.Min(333, start + 41);
            DropoutMask.Apply(x.AsSpan(start, end - start), pieces.AsSpan(start), 1000 + (uint)start, 77, 0.3);
        }

        Assert.Equal(whole, pieces);
        for (int i = 0; i < 333; i++)
            Assert.Equal(DropoutMask.Hash(1000 + (uint)i, 77) < 0.3 * 4294967296.0, whole[i] == 0);
    }
}
