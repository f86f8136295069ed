using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    [Theory]
    [MemberData(nameof(EvaluationGoldens.Names), MemberType = typeof(EvaluationGoldens))]
    public void Counts_as_scikit_learn_does(string name)
    {
        var golden = EvaluationGoldens.Case(name);
        var matrix = ConfusionMatrix.From(EvaluationGoldens.Predictions(golden));
        int k = matrix.ClassCount;
        Assert.Equal(golden.Value<int[]>("confusion"), Enumerable.Range(0, k * k).Select(i => matrix[i / k, i % k]));
        Assert.Equal(golden.Value<int[]>("labels").Length, matrix.Total);
    }

    [Fact]
    public void Rows_are_labels_and_columns_are_predictions()
    {
        var predictions = EvaluationGoldens.Predictions([0, 0, 0, 1, -1], [.9f, .1f, .2f, .8f, .3f, .7f, .4f, .6f, .9f, .1f], "cat", "dog");
        var matrix = ConfusionMatrix.From(predictions);
        Assert.Equal(2, matrix[0, 1]);
        Assert.Equal(0, matrix[1, 0]);
        Assert.Equal(4, matrix.Total);
        Assert.Equal(2, matrix.Correct);
        Assert.Equal(3, matrix.LabelCount(0));
        Assert.Equal(3, matrix.PredictedCount(1));
        Assert.Equal([1 / 3.0, 2 / 3.0, 0, 1], matrix.RowNormalized());
        Assert.Equal("label,cat,dog\ncat,1,2\ndog,0,1\n", matrix.ToCsv());
    }

    [Fact]
    public void A_label_without_images_has_a_row_of_zeros()
    {
        var matrix = ConfusionMatrix.FromCounts(["a", "b"], [2, 2, 0, 0]);
        Assert.Equal([0.5, 0.5, 0, 0], matrix.RowNormalized());
    }

    [Fact]
    public void Names_of_every_kind_keep_the_csv_whole()
    {
        string[] names = ["a,b", "say \"x\"", "two\nlines", "a\rb", " spaced "];
        string csv = ConfusionMatrix.FromCounts(names, new int[25]).ToCsv();
        using var reader = CsvHelper.CsvReader.FromText(csv);
        Assert.Equal(["label", .. names], reader.Headers.ToArray());
        foreach (string name in names)
        {
            Assert.True(reader.Read());
            Assert.Equal(6, reader.FieldCount);
            Assert.Equal(name, reader.GetString(0));
        }

        Assert.False(reader.Read());
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var matrix = ConfusionMatrix.FromCounts(["a", "b"], [1, 2, 3, 4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[-1, 0]);
        Assert.Throws<ArgumentException>(() => ConfusionMatrix.FromCounts(["a", "b"], [1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.FromCounts(["a"], [-1]));
    }
}
