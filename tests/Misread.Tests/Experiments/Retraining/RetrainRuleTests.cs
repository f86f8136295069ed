using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class RetrainRuleTests
{
    /// <summary>Of 40 images the control misreads 20, the hard arm 10 of these, with every seed: −10 ± 5.6.</summary>
    [Fact]
    public void Fewer_errors_with_every_seed_on_enough_images_helped() =>
        Assert.Equal(RetrainVerdict.Helped, RetrainRule.Against(Compare(40, [(20, 0, 10), (20, 0, 10), (20, 0, 10), (20, 0, 10), (20, 0, 10)])));

    [Fact]
    public void Four_seeds_decide_nothing() =>
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(20, 0, 10), (20, 0, 10), (20, 0, 10), (20, 0, 10)])));

    /// <summary>All seeds agree, but two images of 40 gained are too few to speak of other images: −2 ± 2.8.</summary>
    [Fact]
    public void Few_images_say_nothing_of_others() =>
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(20, 0, 18), (20, 0, 18), (20, 0, 18), (20, 0, 18), (20, 0, 18)])));

    /// <summary>Differences −10, 10, −10, 10 and 0 average 0, and a gain of 5 % of 20 errors is well within their interval.</summary>
    [Fact]
    public void A_wide_interval_around_nothing_cannot_tell() =>
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(20, 0, 10), (20, 0, 30), (20, 0, 10), (20, 0, 30), (20, 0, 20)])));

    /// <summary>Of 1,000 images all seeds misread the same 900, the hard arm one less: a gain of a twentieth, 45, is ruled out.</summary>
    [Fact]
    public void A_gain_above_a_twentieth_must_be_ruled_out()
    {
        Assert.Equal(RetrainVerdict.DidNotHelp, RetrainRule.Against(Compare(1000, [(900, 0, 899), (900, 0, 899), (900, 0, 899), (900, 0, 899), (900, 0, 899)])));
        Assert.Equal(RetrainVerdict.CannotTell, RetrainRule.Against(Compare(40, [(19, 0, 18), (19, 0, 18), (19, 0, 18), (19, 0, 18), (19, 0, 18)])));
    }

    [Fact]
    public void More_errors_harmed_and_no_errors_to_save_did_not_help()
    {
        Assert.Equal(RetrainVerdict.Harmed, RetrainRule.Against(Compare(40, [(10, 0, 20), (10, 0, 20), (10, 0, 20), (10, 0, 20), (10, 0, 20)])));
        Assert.Equal(RetrainVerdict.DidNotHelp, RetrainRule.Against(Compare(40, [(0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)])));
    }

    /// <summary>Another ten images each seed: −2 with every seed, but not with other images.</summary>
    [Fact]
    public void Images_that_come_and_go_do_not_count_as_gained()
    {
        var c = Compare(40, [(10, 0, 8), (10, 30, 8), (10, 0, 8), (10, 30, 8), (10, 0, 8)]);
        Assert.Equal((-2.0, RetrainVerdict.CannotTell), (Math.Round(c.Difference.Mean, 9), RetrainRule.Against(c)));
    }

    [Fact]
    public void Over_all_controls()
    {
        const RetrainVerdict yes = RetrainVerdict.Helped, no = RetrainVerdict.DidNotHelp, unknown = RetrainVerdict.CannotTell, worse = RetrainVerdict.Harmed;
        Assert.Equal(yes, RetrainRule.Overall([yes, yes]));
        Assert.Equal(no, RetrainRule.Overall([no, yes]));
        Assert.Equal(no, RetrainRule.Overall([unknown, no]));
        Assert.Equal(unknown, RetrainRule.Overall([yes, unknown]));
        Assert.Equal(worse, RetrainRule.Overall([worse, worse]));
        Assert.Equal(no, RetrainRule.Overall([worse, yes]));
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
