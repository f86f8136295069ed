using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class RetrainRuleTests
{
    /// <summary>Of 40 images the control misreads 20, the hard arm 10 of these, with every seed: gained 10, lost 0, p 2/1024.</summary>
    [Fact]
    public void Fewer_errors_with_every_seed_on_enough_images_helped() =>
        Assert.Equal(RetrainVerdict.Helped, RetrainRule.Against(Compare(40, [(20, 0, 10), (20, 0, 10), (20, 0, 10), (20, 0, 10), (20, 0, 10)])));

    [Fact]
    public void Four_seeds_decide_nothing() =>
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(20, 0, 10), (20, 0, 10), (20, 0, 10), (20, 0, 10)])));

    /// <summary>The interval is −2 … −2, but two images gained and none lost come by chance in a half of all cases.</summary>
    [Fact]
    public void Few_images_say_nothing_of_others() =>
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(20, 0, 18), (20, 0, 18), (20, 0, 18), (20, 0, 18), (20, 0, 18)])));

    /// <summary>Differences −10, 10, −10, 10 and 0 average 0, and a gain of 5 % of 20 errors is well within their interval.</summary>
    [Fact]
    public void A_wide_interval_around_nothing_cannot_tell() =>
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(20, 0, 10), (20, 0, 30), (20, 0, 10), (20, 0, 30), (20, 0, 20)])));

    /// <summary>A difference of −1 with every seed is exactly 5 % of 20 errors; of −1 of 19 it is more.</summary>
    [Fact]
    public void A_gain_above_a_twentieth_must_be_ruled_out()
    {
        Assert.Equal(RetrainVerdict.DidNotHelp, RetrainRule.Against(Compare(40, [(20, 0, 19), (20, 0, 19), (20, 0, 19), (20, 0, 19), (20, 0, 19)])));
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(19, 0, 18), (19, 0, 18), (19, 0, 18), (19, 0, 18), (19, 0, 18)])));
    }

    [Fact]
    public void More_errors_and_no_errors_to_save_did_not_help()
    {
        Assert.Equal(RetrainVerdict.DidNotHelp, RetrainRule.Against(Compare(40, [(10, 0, 20), (10, 0, 20), (10, 0, 20), (10, 0, 20), (10, 0, 20)])));
        Assert.Equal(RetrainVerdict.DidNotHelp, RetrainRule.Against(Compare(40, [(0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)])));
    }

    /// <summary>Another ten images each seed: fewer errors, but none that it gains or loses on the whole beyond the others.</summary>
    [Fact]
    public void Images_that_come_and_go_do_not_count_as_gained()
    {
        var c = Compare(40, [(10, 0, 8), (10, 30, 8), (10, 0, 8), (10, 30, 8), (10, 0, 8)]);
        Assert.Equal((true, RetrainVerdict.CannotTell), (c.Difference.High < 0, RetrainRule.Against(c)));
    }

    [Fact]
    public void Over_all_controls()
    {
        const RetrainVerdict yes = RetrainVerdict.Helped, no = RetrainVerdict.DidNotHelp, unknown = RetrainVerdict.CannotTell;
        Assert.Equal(yes, RetrainRule.Overall([yes, yes]));
        Assert.Equal(no, RetrainRule.Overall([no, yes]));
        Assert.Equal(no, RetrainRule.Overall([unknown, no]));
        Assert.Equal(unknown, RetrainRule.Overall([yes, unknown]));
    }

    /// <summary>For each seed: the control misreads the first so many images, the hard arm so many from an offset on.</summary>
    private static SeededComparison Compare(int images, (int Control, int From, int Hard)[] seeds) => SeededComparison.From(
        [.. seeds.Select(s => Read(images, 0, s.Control))],
        [.. seeds.Select(s => Read(images, s.From, s.Hard))],
        [.. Enumerable.Range(0, images)]);

    private static Predictions Read(int images, int from, int errors) => new(
        [.. Enumerable.Range(0, images).Select(i => $"i{i}")],
        new int[images],
        [.. Enumerable.Range(0, images).SelectMany(i => i >= from && i < from + errors ? (float[])[0, 1] : [1, 0])],
        [.. Enumerable.Repeat(PredictionOrigin.HeldOut, images)],
        ["a", "b"]);
}
