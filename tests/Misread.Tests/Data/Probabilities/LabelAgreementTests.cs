using FsCheck;
using FsCheck.Fluent;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Where nothing names the images, labels tell whether the rows stand in their order.</summary>
public sealed class LabelAgreementTests
{
    [Fact]
    public void Shuffled_rows_are_refused_with_their_number()
    {
        Dataset data = Alternating(100);
        int[] labels = [.. data.Labels().Select((label, i) => i < 40 ? 1 - label : label)];
        DataFormatException e = Assert.Throws<DataFormatException>(() => Join(data, labels, ids: null));
        Assert.Equal(
            "probabilities: 40 of 100 labels differ from those of pets, first row 0, 'dog' for pets/all/00000, which is 'cat' there; are the rows in another order? Name the images in a column of paths or ids.",
            e.Message);
    }

    [Fact]
    public void Rows_moved_by_one_are_refused_although_most_labels_agree()
    {
        int[] sorted = [.. Enumerable.Range(0, 100).Select(i => i / 25)];
        Dataset data = Dataset.Create("pets", "all", 1, 1, new byte[100], sorted, ["a", "b", "c", "d"]);
        int[] moved = [0, .. sorted[..^1]];
        DataFormatException e = Assert.Throws<DataFormatException>(() => JoinedProbabilities.From(Source(moved, 4, null), data));
        Assert.Contains("3 of 100 labels differ", e.Message, StringComparison.Ordinal);
        Assert.Contains("if the rows were moved by one", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_other_labels_are_said_and_taken()
    {
        Dataset data = Alternating(100);
        int[] labels = data.Labels();
        labels[7] = 0;
        using JoinedProbabilities joined = Join(data, labels, ids: null);
        Assert.Equal(labels, joined.Labels);
        Assert.Contains("1 of 100 labels differ from those of pets, first row 7, 'cat' for pets/all/00007", Assert.Single(joined.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Named_rows_of_swapped_classes_are_refused_with_another_remedy()
    {
        Dataset data = Alternating(100);
        string[] ids = [.. Enumerable.Range(0, 100).Select(data.Id)];
        Assert.Contains(
            "are the classes numbered in another order there?",
            Assert.Throws<DataFormatException>(() => Join(data, [.. data.Labels().Select(l => 1 - l)], ids)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_prove_little_are_not_called_proof()
    {
        Dataset mixed = Alternating(10);
        Dataset sorted = Dataset.Create("pets", "all", 1, 1, new byte[10], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], ["cat", "dog"]);
        Assert.EndsWith("and all labels agree.", Assert.Single(Join(mixed, mixed.Labels(), null).Notices), StringComparison.Ordinal);
        Assert.EndsWith("their order within a class is not proved.", Assert.Single(Join(sorted, sorted.Labels(), null).Notices), StringComparison.Ordinal);
        int[] none = [.. Enumerable.Repeat(-1, 10)];
        using JoinedProbabilities unlabelled = Join(sorted, none, null);
        Assert.Equal(sorted.Labels(), unlabelled.Labels);
        Assert.Contains("holds no labels that could tell", Assert.Single(unlabelled.Notices), StringComparison.Ordinal);
    }

    /// <summary>In whatever order rows with ids stand, each finds its own image, label and probabilities.</summary>
    [Fact]
    public void The_order_of_named_rows_does_not_matter() => Prop.ForAll(
        Gen.Shuffle(Enumerable.Range(0, 20).ToArray()).ToArbitrary(),
        order =>
        {
            Dataset data = Alternating(20);
            using JoinedProbabilities joined = Join(data, [.. order.Select(data.Label)], [.. order.Select(data.Id)]);
            return joined.Join.Images.SequenceEqual(order) && joined.Labels.SequenceEqual(order.Select(data.Label));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Columns_are_the_classes_that_they_are_called()
    {
        Dataset data = Dataset.Create("n", "all", 1, 1, new byte[2], [2, 1], ["0", "1", "2", "10"]);
        var source = new ProbabilitySource(ProbabilityMatrix.From([0.1, 0.2, 0.3, 0.4, 0.4, 0.3, 0.2, 0.1], 4), [3, 1], ["0", "1", "10", "2"], null) { IsNamed = true };
        using JoinedProbabilities joined = JoinedProbabilities.From(source, data);
        Assert.Equal([2, 1], joined.Labels);
        double[] row = new double[4];
        Assert.Equal([0.1, 0.2, 0.4, 0.3], joined.Probabilities.Rows(0, 1, row).ToArray());
        Assert.Equal([0.4, 0.3, 0.1, 0.2], joined.Probabilities.Rows(1, 1, row).ToArray());
    }

    [Fact]
    public void Classes_that_only_one_side_knows_are_said()
    {
        Dataset data = Dataset.Create("n", "all", 1, 1, new byte[2], [0, 1], ["cat", "dog"]);
        var source = new ProbabilitySource(ProbabilityMatrix.From([0.1, 0.9, 0.8, 0.2], 2), [-1, -1], ["Dog", "eel"], null) { IsNamed = true };
        using JoinedProbabilities joined = JoinedProbabilities.From(source, data);
        Assert.Equal(["cat", "dog", "eel"], joined.Data.ClassNames);
        Assert.Equal([0, 0.1, 0.9, 0, 0.8, 0.2], joined.Probabilities.Rows(0, 2, new double[6]).ToArray());
        Assert.Contains("no column for the class cat", joined.Notices[0], StringComparison.Ordinal);
        Assert.Contains("the column eel is no class", joined.Notices[1], StringComparison.Ordinal);
        var other = new ProbabilitySource(ProbabilityMatrix.From([0.1, 0.9, 0.8, 0.2], 2), [-1, -1], ["a", "b"], null) { IsNamed = true };
        Assert.Contains("expected a column for each of the classes cat, dog, found a, b", Assert.Throws<DataFormatException>(() => JoinedProbabilities.From(other, data)).Message, StringComparison.Ordinal);
    }

    private static Dataset Alternating(int count) =>
        Dataset.Create("pets", "all", 1, 1, new byte[count], [.. Enumerable.Range(0, count).Select(i => i % 2)], ["cat", "dog"]);

    private static JoinedProbabilities Join(Dataset data, int[] labels, string[]? ids) => JoinedProbabilities.From(Source(labels, 2, ids), data);

    private static ProbabilitySource Source(int[] labels, int classes, string[]? ids) => new(
        ProbabilityMatrix.From(Enumerable.Repeat(1.0 / classes, labels.Length * classes).ToArray(), classes), labels, [.. Enumerable.Range(0, classes).Select(k => $"{k}")], ids);
}
