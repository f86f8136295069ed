using Misread.Data;
using Xunit;

namespace Misread.Tests.Data;

public sealed class PredictionsSubsetTests
{
    [Fact]
    public void A_subset_keeps_each_row_whole()
    {
        var all = new Predictions(
            ["x/0", "x/1", "x/2"],
            [0, -1, 1],
            [.9f, .1f, .4f, .6f, .7f, .3f],
            [PredictionOrigin.TrainSeen, PredictionOrigin.OutOfFold, PredictionOrigin.HeldOut],
            ["a", "b"]);
        Predictions some = all.Subset([2, 1, 2]);
        Assert.Equal(3, some.Count);
        Assert.Equal(["x/2", "x/1", "x/2"], Enumerable.Range(0, 3).Select(some.Id));
        Assert.Equal([1, -1, 1], Enumerable.Range(0, 3).Select(some.Label));
        Assert.Equal([PredictionOrigin.HeldOut, PredictionOrigin.OutOfFold, PredictionOrigin.HeldOut], Enumerable.Range(0, 3).Select(some.Origin));
        Assert.Equal([.7f, .3f], some.Probabilities(0).ToArray());
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(some.Predicted));
        Assert.Equal(0, all.Subset([]).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Subset([3]));
    }

    [Fact]
    public void Origins_have_the_names_of_the_files()
    {
        Assert.Equal(["train-seen", "out-of-fold", "held-out", "given"], Enum.GetValues<PredictionOrigin>().Select(o => o.ToName()));
        foreach (PredictionOrigin origin in Enum.GetValues<PredictionOrigin>())
        {
            Assert.True(PredictionOriginNames.TryParse(origin.ToName(), out PredictionOrigin back));
            Assert.Equal(origin, back);
        }

        Assert.False(PredictionOriginNames.TryParse("Train-Seen", out _));
    }
}
