using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Misread.Formats;
using Misread.IO;
using Misread.Tests.Training;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class OutOfFoldEvidenceTests
{
    private static readonly Dataset Data = TrainingSamples.Corners(120);
    private static readonly TrainingOptions Training = TrainingOptions.ForPreset("mlp") with { Epochs = 3, BatchSize = 16, Seed = 5 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_image_is_judged_by_networks_that_had_not_seen_it(int members)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        TrainingOptions training = Training with { Members = members };
        (CrossValidationResult result, AuditEvidence evidence) = Collect(new CrossValidationOptions { Training = training, Folds = 3 });

        Assert.Same(result.Predictions, evidence.Predictions);
        int[] held = [.. Enumerable.Range(0, Data.Count).Where(i => DatasetSplit.KFold(Data, 3, 5)[i] == 1)];
        int[] rest = [.. Enumerable.Range(0, Data.Count).Except(held)];
        Classifier model = Trainer.Fit(Data.Subset(rest), training with { Threads = 1 }, cancel: cancel).Model;
        float[] near = model.PredictFeatures(Data.Subset(rest), 1, cancel);
        float[] own = model.PredictFeatures(Data.Subset(held), 1, cancel);
        int d = model.FeatureCount;
        for (int h = 0; h < held.Length; h++)
        {
            int[] nearest = [.. Enumerable.Range(0, rest.Length).OrderBy(r => Enumerable.Range(0, d).Sum(j => Math.Pow(near[(r * d) + j] - own[(h * d) + j], 2))).Take(15)];
            int[] votes = [.. Enumerable.Range(0, 4).Select(c => nearest.Count(r => Data.Label(rest[r]) == c))];
            Assert.Equal(votes, evidence.Neighbours!.Votes(held[h]).ToArray());
        }

        Assert.All(evidence.Dynamics!, scores => Assert.NotNull(scores));
    }

    [Fact]
    public void Any_number_of_threads_and_a_stop_on_the_way_give_the_same_evidence()
    {
        using var folder = new TemporaryFolder();
        var options = new CrossValidationOptions { Training = Training, Folds = 3, Seeds = 2, Threads = 1 };
        (_, AuditEvidence whole) = Collect(options);
        options = options with { Threads = 3, CheckpointFolder = folder.File("folds") };
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => OutOfFoldEvidence.Collect(Data, options, progress: new AfterTwo(stop), cancel: stop.Token));
        (_, AuditEvidence resumed) = Collect(options);

        Assert.Equal(whole.Dynamics, resumed.Dynamics);
        Assert.Equal(whole.Duplicates, resumed.Duplicates);
        Assert.Equal(30, whole.Neighbours!.Asked);
        Assert.Equal(2, resumed.BySeed.Count);
        for (int i = 0; i < Data.Count; i++)
        {
            Assert.Equal(whole.Neighbours.Votes(i).ToArray(), resumed.Neighbours!.Votes(i).ToArray());
            Assert.Equal(whole.Neighbours.OutlierScore(i), resumed.Neighbours.OutlierScore(i));
            Assert.Equal(whole.Predictions.Probabilities(i).ToArray(), resumed.Predictions.Probabilities(i).ToArray());
        }

        // Folds without the evidence, or with damaged parts, are not taken for it.
        Assert.Throws<DataFormatException>(() => CrossValidation.Run(Data, options, cancel: TestContext.Current.CancellationToken));
        string part = Assert.Single(Directory.GetFiles(folder.File("folds"), "seed-0-fold-0-examined.*.npy"));
        float[] answers = NpyFile.ReadSingles(part).Values;
        answers[0] += 1;
        NpyFile.Write(part, answers, answers.Length / 5, 5);
        Assert.Throws<DataFormatException>(() => Collect(options));
    }

    [Fact]
    public void Images_that_no_network_was_trained_on_have_no_dynamics()
    {
        // 50 of the 80 images outside a fold: the last image of all is never among the first 50.
        (_, AuditEvidence evidence) = Collect(new CrossValidationOptions { Training = Training with { TrainSize = 50 }, Folds = 3 });
        Assert.NotNull(evidence.Dynamics![0]);
        Assert.Null(evidence.Dynamics[^1]);
        Assert.Equal(15, evidence.Neighbours!.Asked);
    }

    [Fact]
    public void Few_images_have_few_neighbours()
    {
        Dataset few = TrainingSamples.Corners(16, seed: 5);
        (_, AuditEvidence evidence) = OutOfFoldEvidence.Collect(
            few, new CrossValidationOptions { Training = Training, Folds = 2 }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(3, evidence.Neighbours!.Asked);
    }

    [Fact]
    public void Parts_of_other_images_are_refused()
    {
        (_, AuditEvidence evidence) = Collect(new CrossValidationOptions { Training = Training with { Epochs = 1 }, Folds = 2 });
        Predictions p = evidence.Predictions;
        Assert.Throws<ArgumentException>(() => new AuditEvidence(p, bySeed: [p.Subset([0, 1])]));
        Assert.Throws<ArgumentException>(() => new AuditEvidence(p, dynamics: [null]));
        Assert.Throws<ArgumentException>(() => new AuditEvidence(p, neighbours: new NeighbourVotes(2, 1, [1, 0], [1])));
        Assert.Throws<ArgumentException>(() => new AuditEvidence(p, duplicates: [new DuplicatePair(3, 3, 0, false, false)]));
        Assert.Throws<ArgumentException>(() => new AuditEvidence(p, duplicates: [new DuplicatePair(3, 120, 0, false, false)]));
        Assert.Equal((120, 0), (new AuditEvidence(p).Count, new AuditEvidence(p).BySeed.Count));
    }

    private static (CrossValidationResult Result, AuditEvidence Evidence) Collect(CrossValidationOptions options) =>
        OutOfFoldEvidence.Collect(Data, options, cancel: TestContext.Current.CancellationToken);

    private sealed class AfterTwo(CancellationTokenSource stop) : IProgress<CrossValidationProgress>
    {
        public void Report(CrossValidationProgress value)
        {
            if (value.Training is null && value.Done == 2)
                stop.Cancel();
        }
    }
}
