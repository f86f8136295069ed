using Misread.Data;
using Misread.Experiments;
using Misread.IO;
using Misread.Numerics;
using Misread.Runs;
using Misread.Tests.Training;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class CorrectionTrialTests
{
    private static readonly DateTimeOffset When = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Four labels of ten are those of the next class and every one is corrected.</summary>
    [Fact]
    public void Correcting_every_planted_error_helped()
    {
        (RetrainSource source, Correction[] corrections) = Planted(3000, wrong: 0.4, epochs: 10);
        CorrectionResult result = CorrectionTrial.Run(
            CorrectedRun.From(source, corrections, "planted"), 10, 2, cancel: TestContext.Current.CancellationToken);

        CorrectionComparison original = Assert.Single(result.Controls);
        Assert.True(result.Verdict == RetrainVerdict.Helped, CorrectionText.Reason(result));
        Assert.True(original.Untouched.Difference.High < 0);
        Assert.True(-original.Original.Difference.Mean < -original.Corrected.Difference.Mean);
        Assert.Equal(result.Run.Source.TestRows.Count - result.Run.TestRelabelled.Count, original.Untouched.Images);
        Assert.StartsWith("beside original ", CorrectionText.Reason(result), StringComparison.Ordinal);
        Assert.Contains(CorrectionText.Caveats(result), c => c.Contains("favour networks", StringComparison.Ordinal));
    }

    [Fact]
    public void Arms_have_equally_many_images_in_the_same_places()
    {
        (RetrainSource source, Correction[] corrections) = Planted(300, wrong: 0.2, epochs: 1);
        corrections = [.. corrections.Select((c, i) => i % 3 == 0 ? c with { Label = Correction.Exclude } : c)];
        var run = CorrectedRun.From(source, corrections, "planted");
        Assert.Equal([CorrectionArm.Corrected, CorrectionArm.Original, CorrectionArm.RandomExcluded, CorrectionArm.Excluded], run.Arms);
        Dataset original = run.Images(CorrectionArm.Original, 3);
        foreach (CorrectionArm arm in run.Arms)
        {
            Dataset images = run.Images(arm, 3);
            HashSet<int> dropped = run.Dropped(arm, 3);
            Assert.Equal(source.TrainRows.Count, images.Count);
            for (int i = 0; i < images.Count; i++)
            {
                int row = source.TrainRows[i];
                Assert.Equal(dropped.Contains(row), images.Id(i) != source.Data.Id(row));
                Assert.DoesNotContain(images.Id(i), dropped.Select(source.Data.Id));
                if (!dropped.Contains(row))
                    Assert.Equal(arm == CorrectionArm.Corrected ? run.Label(row) : original.Label(i), images.Label(i));
                else
                    Assert.Equal(source.Data.Label(row), images.Label(i));
            }
        }

        HashSet<int> random = run.Dropped(CorrectionArm.RandomExcluded, 3);
        Assert.Equal(
            run.Excluded.CountBy(source.Data.Label).OrderBy(c => c.Key),
            random.CountBy(source.Data.Label).OrderBy(c => c.Key));
        Assert.Empty(random.Intersect([.. run.Excluded, .. run.Relabelled]));
        Assert.NotEqual(random.Order(), run.Dropped(CorrectionArm.RandomExcluded, 4).Order());
    }

    [Fact]
    public void Any_number_of_threads_and_a_stop_give_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        (RetrainSource source, Correction[] corrections) = Planted(300, wrong: 0.2, epochs: 2);
        var run = CorrectedRun.From(source, corrections, "planted");
        CorrectionResult one = CorrectionTrial.Run(run, 2, 1, cancel: TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => CorrectionTrial.Run(run, 2, 1, folder.File("kept"), new Told(p =>
        {
            if (p.Done == 2)
                stop.Cancel();
        }), stop.Token));
        CorrectionResult resumed = CorrectionTrial.Run(run, 2, 3, folder.File("kept"), cancel: TestContext.Current.CancellationToken);

        foreach ((CorrectionNetwork a, CorrectionNetwork b) in one.Networks.Zip(resumed.Networks))
        {
            Assert.Equal((a.Arm, a.Seed), (b.Arm, b.Seed));
            for (int i = 0; i < a.Test.Count; i++)
                Assert.Equal(a.Test.Probabilities(i), b.Test.Probabilities(i));
        }
    }

    [Fact]
    public void Too_little_cannot_tell_and_nothing_is_refused()
    {
        (RetrainSource source, Correction[] corrections) = Planted(300, wrong: 0.2, epochs: 1);
        CorrectionResult few = CorrectionTrial.Run(CorrectedRun.From(source, corrections, "planted"), 4, 2, cancel: TestContext.Current.CancellationToken);
        Assert.Equal((RetrainVerdict.CannotTell, "4 of at least 5 seeds"), (few.Verdict, few.TooLittle));
        Assert.Equal("4 of at least 5 corrections of training images", CorrectionRule.TooLittle(5, 4, 500));
        Assert.Equal("199 of at least 200 test images that nobody corrected", CorrectionRule.TooLittle(5, 5, 199));
        Assert.Null(CorrectionRule.TooLittle(5, 5, 200));
        int test = source.TestRows[0];
        var only = new Correction(When, source.Data.Id(test), source.Data.ClassNames[source.Data.Label(test)], Correction.Exclude, "", "");
        Assert.Contains("would change nothing", Assert.Throws<DataFormatException>(() => CorrectedRun.From(source, [only], "c.csv")).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => CorrectedRun.From(source, [], "c.csv"));
    }

    /// <summary>Corners whose labels are right, a share of them then exchanged for the next class, and the corrections that mend them.</summary>
    private static (RetrainSource Source, Correction[] Corrections) Planted(int count, double wrong, int epochs)
    {
        Dataset truth = TrainingSamples.Corners(count, seed: 3, wrong: 0);
        int[] labels = truth.Labels();
        var random = new Prng(5);
        for (int i = 0; i < count; i++)
        {
            if (random.NextDouble() < wrong)
                labels[i] = (labels[i] + 1) % TrainingSamples.Classes;
        }

        (Dataset data, HeldOutInfo? heldOut) = MainJob.WithTestSplit(truth.WithLabels(labels), 7);
        TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = epochs, BatchSize = 32, Seed = 7, Threads = 2 };
        TrainedModel trained = MainJob.Train(data, options, cancel: TestContext.Current.CancellationToken);
        var source = RetrainSource.From(MainJob.Predict(data, trained, 2, TestContext.Current.CancellationToken), heldOut);
        return (source, [.. Enumerable.Range(0, count).Where(i => labels[i] != truth.Label(i)).Select(i =>
            new Correction(When, truth.Id(i), truth.ClassNames[labels[i]], truth.ClassNames[truth.Label(i)], "planted", "test"))]);
    }

    private sealed class Told(Action<RetrainProgress> told) : IProgress<RetrainProgress>
    {
        public void Report(RetrainProgress value) => told(value);
    }
}
