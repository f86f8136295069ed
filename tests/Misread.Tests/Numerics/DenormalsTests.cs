using System.Numerics;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class DenormalsTests
{
    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e-45f, 0f)]
    [InlineData(-1e-39f, 0f)]
    [InlineData(9.9e-31f, 0f)]
    [InlineData(-1.1e-30f, -1.1e-30f)]
    [InlineData(3f, 3f)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void What_is_nearly_nothing_becomes_nothing(float value, float flushed)
    {
        Assert.Equal(flushed, Denormals.Flush(value));
        Assert.Equal(flushed, Denormals.Flush(new Vector<float>(value))[0]);
        Assert.Equal(flushed, Simd512.Flush(Simd512.Create(value), Simd512.Create(Denormals.Least))[0]);
        Assert.Equal(flushed, Simd256.Flush(Simd256.Create(value), Simd256.Create(Denormals.Least))[0]);
        Assert.Equal(flushed, Simd128.Flush(Simd128.Create(value), Simd128.Create(Denormals.Least))[0]);
    }

    [Fact]
    public void A_softmax_that_is_sure_holds_zeros_and_no_denormals()
    {
        float[] row = [0, -82, -87, -88, -100, -104, -1000];
        Assert.Equal(0, SoftmaxCrossEntropy.Softmax(row), 1e-12);
        Assert.DoesNotContain(row, float.IsSubnormal);
        Assert.Equal(1, row[0]);
        Assert.Equal(2.4e-36f, row[1], 1e-37f);
        Assert.All(row[2..], p => Assert.Equal(0, p));
    }

    [Fact]
    public void The_gradient_of_a_sure_row_is_zero_and_its_loss_is_kept()
    {
        float[] row = [0, -60, -500];
        Assert.Equal(500, SoftmaxCrossEntropy.LossAndGradient(row, [0, 0, 1], 0.125f), 1e-9);
        Assert.Equal([0.125f, 0, -0.125f], row);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-699.0)]
    [InlineData(-745.0)]
    [InlineData(double.NaN)]
    public void An_exponential_is_exact_or_zero(double x)
    {
        double found = Denormals.Exp(x);
        Assert.True(found.Equals(Math.Exp(x)) || (found == 0 && x < -700));
        Assert.False(double.IsSubnormal(found));
    }
}
