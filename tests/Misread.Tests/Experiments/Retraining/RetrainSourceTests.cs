using System.Text.Json;
using Misread.Data;
using Misread.Experiments;
using Misread.IO;
using Misread.Runs;
using Misread.Tests.Training;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class RetrainSourceTests
{
    private static readonly Dataset Corners = TrainingSamples.Corners(300, seed: 3);

    [Fact]
    public void Training_again_uses_the_rows_and_settings_of_the_run()
    {
        TrainingOptions options = TrainingOptions.ForPreset("mlp") with
        {
            Epochs = 3,
            BatchSize = 16,
            Seed = 9,
            TrainSize = 100,
            LearningRate = 0.002,
            Optimizer = OptimizerKind.AdamW,
            WeightDecay = 0.01,
            Schedule = ScheduleKind.OneCycle,
            LabelSmoothing = 0.1,
            Threads = 2,
            Augmentation = new Augmentation { Shift = 0.5 },
            Members = 2,
            AverageWeights = 0.5,
        };
        (Run run, HeldOutInfo? heldOut) = Train(options);
        RetrainSource source = RetrainSource.From(run, heldOut);

        Assert.Equal(options with { TrainSize = null, Threads = source.Training.Threads }, source.Training);
        Assert.Equal(Enumerable.Range(0, 300).Where(i => run.Data.Split(i) != "test").Take(100), source.TrainRows);
        Assert.Equal(60, source.TestRows.Count);
        Assert.All(source.TestRows, i => Assert.Equal("test", source.Data.Split(i)));
        Assert.Null(source.OutOfFold);
        Assert.Equal([9, 11, 13], Enumerable.Range(0, 3).Select(s => RetrainOptions.SeedOf(source.Training, s)));
    }

    [Fact]
    public void A_run_that_stopped_early_is_repeated_with_the_epochs_that_it_kept()
    {
        TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = 60, BatchSize = 16, LearningRate = 0.01, ValidationSplit = 0.25, Patience = 2, Threads = 2 };
        (Run run, HeldOutInfo? heldOut) = Train(options);
        RetrainSource source = RetrainSource.From(run, heldOut);

        Assert.InRange(run.Training!.BestEpoch, 1, 57);
        Assert.Equal((run.Training.BestEpoch, null, 0.0), (source.Training.Epochs, source.Training.Patience, source.Training.ValidationSplit));
        Assert.Equal(180, source.TrainRows.Count);
    }

    [Fact]
    public void An_out_of_fold_run_mines_without_training()
    {
        TrainingOptions training = TrainingOptions.ForPreset("mlp") with { Epochs = 1, BatchSize = 64, Threads = 2 };
        var options = new CrossValidationOptions { Training = training, Folds = 3 };
        Predictions predictions = CrossValidation.Run(Corners, options, cancel: TestContext.Current.CancellationToken).Predictions;
        TrainingInfo info = TrainingInfo.Of(training, 1, 200) with { Folds = 3, Seeds = 1 };
        RetrainSource source = RetrainSource.From(new Run(Corners, predictions, [], info), null);
        RetrainSource first = RetrainSource.From(new Run(Corners, predictions, [], info with { ImagesSeen = 50 }), null);
        var mined = HardImages.Mine(source, RetrainSamples.Options, cancel: TestContext.Current.CancellationToken);

        Assert.Equal((240, 60, 50), (source.TrainRows.Count, source.TestRows.Count, first.TrainRows.Count));
        Assert.NotNull(source.HeldOut);
        Assert.Empty(source.TrainRows.Intersect(source.TestRows));
        Assert.All(mined.Images, i => Assert.Equal(predictions.Probabilities(i.Row)[Corners.Label(i.Row)], i.SelfConfidence, 1e-6));
        Assert.All(mined.Images, i => Assert.Contains(i.Row, source.TrainRows));
    }

    [Fact]
    public void Runs_that_cannot_be_repeated_are_refused()
    {
        (Run run, _) = Train(TrainingOptions.ForPreset("mlp") with { Epochs = 1, BatchSize = 64, Threads = 2 });
        Predictions elsewhere = run.Model!.Predict(run.Data, _ => PredictionOrigin.HeldOut, 2, TestContext.Current.CancellationToken);

        Assert.Contains("came from elsewhere", Refusal(new Run(run.Data, run.Predictions, [])), StringComparison.Ordinal);
        Assert.Contains("was not trained on images of corners", Refusal(new Run(run.Data, elsewhere, [], run.Training)), StringComparison.Ordinal);
        Assert.Contains("cannot be used again", Refusal(new Run(run.Data, run.Predictions, [], run.Training! with { Settings = new Dictionary<string, JsonElement> { ["optimizer"] = JsonElement.Parse("\"lbfgs\"") } })), StringComparison.Ordinal);
        Assert.Contains("cannot be used again", Refusal(new Run(run.Data, run.Predictions, [], run.Training with { Model = "vgg" })), StringComparison.Ordinal);
        Dataset noTest = run.Data.Subset(MainJob.TrainRows(run.Data));
        Assert.Contains("no labelled test image", Refusal(new Run(noTest, run.Predictions.Subset(MainJob.TrainRows(run.Data)), [], run.Training)), StringComparison.Ordinal);

        static string Refusal(Run run) => Assert.Throws<DataFormatException>(() => RetrainSource.From(run, null)).Message;
    }

    private static (Run Run, HeldOutInfo? HeldOut) Train(TrainingOptions options)
    {
        (Dataset data, HeldOutInfo? heldOut) = MainJob.WithTestSplit(Corners, options.Seed);
        TrainedModel trained = MainJob.Train(data, options, cancel: TestContext.Current.CancellationToken);
        return (MainJob.Predict(data, trained, 2, TestContext.Current.CancellationToken), heldOut);
    }
}
