using Misread.Data;
using Misread.Imaging;
using Misread.Runs;
using Xunit;

namespace Misread.Tests.Runs;

public sealed class RunComparisonTests
{
    private const PredictionOrigin Seen = PredictionOrigin.TrainSeen;
    private const PredictionOrigin Held = PredictionOrigin.HeldOut;
    private const PredictionOrigin Fold = PredictionOrigin.OutOfFold;

    /// <summary>Rows 0 … 2 are train, 3 … 5 test; row 5 has no label.</summary>
    private static readonly Dataset Data = Dataset.Concat(
        Dataset.Create("some", "train", 2, 2, new byte[12], [0, 1, 0], ["x", "../y"]),
        Dataset.Create("some", "test", 2, 2, new byte[12], [1, 0, -1], ["x", "../y"]));

    [Fact]
    public void Test_images_that_neither_run_was_trained_on_are_compared()
    {
        RunComparison c = RunComparison.From(Of([Seen, Fold, Seen, Held, Held, Held]), Of([Seen, Held, Seen, Held, Seen, Held]))!;
        Assert.Equal("test", c.ComparedOn);
        Assert.Equal([3], c.Result.Rows);
    }

    [Fact]
    public void Without_such_test_images_all_unseen_ones_are()
    {
        RunComparison c = RunComparison.From(Of([Seen, Fold, Fold, Seen, Held, Held]), Of([Fold, Fold, Held, Held, Seen, Held]))!;
        Assert.Equal("unseen", c.ComparedOn);
        Assert.Equal([1, 2], c.Result.Rows);
        Assert.Null(RunComparison.From(Of([Seen, Seen, Seen, Held, Held, Held]), Of([Held, Held, Held, Seen, Seen, Seen])));
    }

    [Fact]
    public void A_split_is_compared_with_what_was_trained_on_and_that_is_told()
    {
        RunComparison c = RunComparison.From(Of([Seen, Fold, Seen, Held, Held, Held]), Of([Fold, Fold, Seen, Held, Held, Held]), "train")!;
        Assert.Equal("train", c.ComparedOn);
        Assert.Equal([0, 1, 2], c.Result.Rows);
        Assert.Equal((2, 1), (c.FirstSeen, c.SecondSeen));
    }

    [Fact]
    public void The_folder_holds_each_image_under_what_was_read_in_it()
    {
        using var folder = new TemporaryFolder();
        PredictionOrigin[] origins = [Fold, Fold, Fold, Fold, Fold, Fold];
        RunComparison c = RunComparison.From(Of(origins, 0, 0, 1, 0, 1, 0), Of(origins, 0, 1, 1, 1, 1, 0), "train")!;
        ComparisonFolder.Write(folder.Path, c);
        Assert.Equal(["gained", "gained.png", "shared", "shared.png"], Directory.EnumerateFileSystemEntries(folder.Path).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
        string image = Assert.Single(Directory.GetFiles(folder.File("gained"), "*.png"));
        Assert.Equal("0001__a-x__b-_._y__true-_._y.png", Path.GetFileName(image));
        Assert.Equal(2, PngDecoder.Read(image).Width);
        string[] index = File.ReadAllLines(folder.File("gained/index.csv"));
        Assert.Equal("number,file,id,split,index,label,a_predicted,a_confidence,a_seen,b_predicted,b_confidence,b_seen", index[0]);
        Assert.Equal("some/train/00001,train,1,../y,x,1,out-of-fold,../y,1,out-of-fold", index[1].Split(',', 3)[2]);
    }

    private static Run Of(PredictionOrigin[] origins, params int[] classes)
    {
        float[] p = new float[12];
        for (int i = 0; i < 6; i++)
            p[(2 * i) + (classes.Length == 0 ? 0 : classes[i])] = 1;
        return new Run(Data, new Predictions([.. Enumerable.Range(0, 6).Select(Data.Id)], Data.Labels(), p, origins, Data.ClassNames), []);
    }
}
