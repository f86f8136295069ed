using Misread.Findings;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class WithinClassTests
{
    [Fact]
    public void Exact_p_by_hand()
    {
        var counts = WithinClass.Of([100, 50], [5, 10], [20, 10], [3, 4]);
        Assert.Equal((30, 7), (counts.Members, counts.Observed));
        Assert.Equal(3.0, counts.Expected, 1e-12);
        Assert.Equal(0.011007, counts.PValue(), 5e-7);
        Assert.Equal(1, WithinClass.Of([100], [5], [20], [0]).PValue(), 1e-12);
    }

    [Fact]
    public void Risk_ratio_by_hand()
    {
        RiskRatio ratio = WithinClass.Of([100, 50], [5, 10], [20, 10], [2, 5]).Ratio()!.Value;
        Assert.Equal(3.500, ratio.Ratio, 1e-9);
        Assert.Equal(1.440, ratio.Low, 5e-4);
        Assert.Equal(8.508, ratio.High, 1e-3);
        Assert.Null(WithinClass.Of([100, 50], [5, 10], [20, 10], [2, 2]).Ratio());
        Assert.Null(WithinClass.Of([100], [7], [20], [7]).Ratio());
    }

    [Fact]
    public void Holm_by_hand()
    {
        double[] adjusted = Holm.Adjust([0.01, 0.04, 0.03, 0.5]);
        Assert.Equal([0.04, 0.09, 0.09, 0.5], adjusted.Select(p => Math.Round(p, 12)));
        Assert.Empty(Holm.Adjust([]));
    }
}
