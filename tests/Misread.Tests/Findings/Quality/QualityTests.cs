using Misread.Findings;
using Misread.Imaging;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class QualityTests
{
    [Fact]
    public void Fences_by_hand()
    {
        Assert.Equal(new Fence(-11.5, 23.5), Fence.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
        Assert.Equal(new Fence(-7.5, 34.5), Fence.Of([1, 1, 1, 2, 2, 3, 4, 6, 9, 14, 40]));
        Assert.Equal(2 + 0.8 + (6 * 0.8), Fence.Of([1, 2, 2, 2, 3]).High, 1e-12);
        Assert.Equal(new Fence(4, 4), Fence.Of([4, 4, 4]));
        Assert.Throws<ArgumentException>(() => Fence.Of([]));
    }

    [Fact]
    public void Odd_values_are_beyond_the_fence_and_few()
    {
        var random = new Prng(1);
        double[] values = [.. Enumerable.Range(0, 1000).Select(_ => random.NextNormal())];
        (values[7], values[8], values[9]) = (20, -20, double.NaN);
        sbyte[] odd = Fence.Odd(values, PropertyScale.Linear);
        Assert.Equal((1, -1, 0), (odd[7], odd[8], odd[9]));
        Assert.Equal(2, odd.Count(o => o != 0));
        Assert.All(Fence.Odd(values[..40], PropertyScale.Linear), o => Assert.Equal(0, o));

        // A tenth of the values is large: all of these are beyond the fence, the most extreme 1 % is odd.
        double[] inflated = [.. Enumerable.Range(0, 1000).Select(i => i < 900 ? 0.001 * random.NextDouble() : 1.0 + i)];
        Assert.Equal(10, Fence.Odd(inflated, PropertyScale.Linear).Count(o => o == 1));
    }

    /// <summary>With an unrelated property and classes 90 : 10, p ≤ .05 comes in at most 10 of 100 data sets.</summary>
    [Fact]
    public void A_property_that_knows_nothing_is_no_shortcut()
    {
        int small = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            ShortcutTest test = Unrelated(seed);
            double observed = test.Observed();
            small += (1 + Enumerable.Range(0, 99).Count(b => test.Permuted(ShortcutTest.Order(600, seed, b)) >= observed)) / 100.0 <= 0.05 ? 1 : 0;
        }

        Assert.InRange(small, 0, 10);
    }

    /// <summary>The same has a balanced accuracy of ½ on average; of one data set it has a standard deviation of some hundredths.</summary>
    [Fact]
    public void A_property_that_knows_nothing_has_a_balanced_accuracy_of_a_half()
    {
        double mean = Enumerable.Range(0, 1000).Average(seed => Unrelated(seed).Observed());
        Assert.InRange(mean, 0.48, 0.52);
    }

    private static ShortcutTest Unrelated(int seed)
    {
        var random = new Prng(seed);
        int[] labels = [.. Enumerable.Range(0, 600).Select(i => i % 10 == 0 ? 1 : 0)];
        return new ShortcutTest([.. labels.Select(_ => random.NextNormal())], labels, 2, seed);
    }

    [Fact]
    public void A_container_that_tells_classes_apart_is_a_shortcut_and_content_differs()
    {
        var random = new Prng(3);
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 2)];
        double[][] values = [.. labels.Select(l =>
        {
            double[] v = [.. ImageProperty.All.Select(_ => random.NextNormal())];
            v[ImageProperty.IndexOf("aspect")] += l == 1 ? 0.6 : 0;
            v[ImageProperty.IndexOf("brightness")] -= l == 1 ? 0.6 : 0;
            v[ImageProperty.IndexOf("jpeg_quality")] = 75;
            v[ImageProperty.IndexOf("ink")] += 5 * l;
            return v;
        })];
        bool[] misread = [.. values.Select((v, i) => labels[i] == 1 ? v[ImageProperty.IndexOf("aspect")] < 0.3 : v[ImageProperty.IndexOf("aspect")] > 0.3)];
        IReadOnlyList<Shortcut> found = Shortcuts.Find(values, labels, 2, misread);

        Shortcut aspect = found.Single(s => s.Property.Name == "aspect");
        Shortcut brightness = found.Single(s => s.Property.Name == "brightness");
        Assert.Equal((ShortcutVerdict.Shortcut, ShortcutVerdict.Differs), (aspect.Verdict, brightness.Verdict));
        Assert.Equal(1 / 1000.0, aspect.PValue, 1e-12);
        Assert.InRange(aspect.BalancedAccuracy, 0.55, 0.7);
        Assert.True(aspect.NullHigh < aspect.BalancedAccuracy);
        Assert.True(aspect.AgreeAccuracy > aspect.DisagreeAccuracy + 0.5);
        Assert.DoesNotContain(found, s => s.Property.Kind == PropertyKind.Glyph);
        Assert.Contains(Shortcuts.Find(values, labels, 2, glyphs: true), s => s.Property.Name == "ink" && s.Verdict == ShortcutVerdict.Shortcut);
        Assert.Empty(Shortcuts.Find(values[..40], labels[..40], 2));
        int[] exchanged = [.. labels.Select(l => 1 - l)];
        Assert.Equal(aspect.BalancedAccuracy, Shortcuts.Find(values, exchanged, 2).Single(s => s.Property.Name == "aspect").BalancedAccuracy, 0.02);
        Assert.Equal(found, Shortcuts.Find(values, labels, 2, misread, threads: 3));
    }
}
