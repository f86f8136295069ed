using Misread.Data;
using Misread.Findings;
using Misread.Tests.Audit;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class SelectionTests
{
    private static readonly string[] Abc = ["a", "b", "c"];

    /// <summary>Right; a confident mistake; a hesitant one; unlabelled; a mistake whose label comes second.</summary>
    private static (Dataset Data, Predictions Predictions) Five() => AuditSamples.Of(
        Abc,
        [0, 0, 0, -1, 0],
        .50f, .25f, .25f,
        .00f, .875f, .125f,
        .125f, .50f, .375f,
        .25f, .50f, .25f,
        .375f, .625f, .00f);

    [Theory]
    [InlineData(SelectionKind.Misread, new[] { 1, 2, 4 })]
    [InlineData(SelectionKind.TopErrors, new[] { 1, 2, 4 })]
    [InlineData(SelectionKind.Ambiguous, new[] { 1, 4, 2 })]
    [InlineData(SelectionKind.LeastCertain, new[] { 0, 2, 3, 4, 1 })]
    [InlineData(SelectionKind.Margin, new[] { 2, 0, 3, 4, 1 })]
    [InlineData(SelectionKind.Entropy, new[] { 0, 3, 2, 4, 1 })]
    public void By_hand(SelectionKind kind, int[] expected)
    {
        var (data, predictions) = Five();
        Assert.Equal(expected, Selection.Rows(data, predictions, kind));
    }

    [Fact]
    public void Filters_narrow_and_top_cuts_after_sorting()
    {
        var (data, predictions) = Five();
        Assert.Equal([1, 4], Selection.Rows(data, predictions, SelectionKind.Ambiguous, new() { Top = 2 }));
        Assert.Equal([0], Selection.Rows(data, predictions, SelectionKind.Entropy, new() { Predicted = 0 }));
        Assert.Equal([0, 2, 4, 1], Selection.Rows(data, predictions, SelectionKind.Entropy, new() { Label = 0 }));
        Assert.Empty(Selection.Rows(data, predictions, SelectionKind.Misread, new() { Seen = true }));
        Assert.Empty(Selection.Rows(data, predictions, SelectionKind.Misread, new() { Split = "train" }));
        Assert.Empty(Selection.Rows(data, predictions, SelectionKind.Misread, new() { Top = 0 }));
    }

    [Fact]
    public void Each_row_of_any_selection_passes_and_precedes_the_next()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var (data, predictions) = AuditSamples.Random(seed, 120, Abc, someUnlabelled: true);
            var random = new Random(seed);
            foreach (SelectionKind kind in Enum.GetValues<SelectionKind>())
            {
                var filter = new SelectionFilter
                {
                    Split = random.Next(2) == 0 ? null : "test",
                    Predicted = random.Next(2) == 0 ? null : random.Next(3),
                    Label = random.Next(2) == 0 ? null : random.Next(3),
                    Seen = random.Next(3) switch { 0 => null, 1 => true, _ => false },
                };
                int[] rows = Selection.Rows(data, predictions, kind, filter);
                bool Passes(int i) =>
                    (filter.Split ?? data.Split(i)) == data.Split(i)
                    && (filter.Predicted ?? predictions.Predicted(i)) == predictions.Predicted(i)
                    && (filter.Label ?? predictions.Label(i)) == predictions.Label(i)
                    && (filter.Seen ?? predictions.Origin(i) is PredictionOrigin.TrainSeen) == predictions.Origin(i) is PredictionOrigin.TrainSeen
                    && (kind > SelectionKind.Ambiguous || (predictions.Label(i) >= 0 && predictions.Label(i) != predictions.Predicted(i)));
                Assert.Equal(Enumerable.Range(0, data.Count).Where(Passes), rows.Order());
                for (int n = 1; n < rows.Length; n++)
                {
                    double before = Worth(predictions, rows[n - 1], kind);
                    double after = Worth(predictions, rows[n], kind);
                    Assert.True(before > after || (before == after && rows[n - 1] < rows[n]), $"{kind}, rows {rows[n - 1]} and {rows[n]}");
                }

                Assert.Equal(rows.Take(7), Selection.Rows(data, predictions, kind, filter with { Top = 7 }));
            }
        }
    }

    [Fact]
    public void Names_and_kinds_belong_together()
    {
        Assert.Equal(["misread", "top-errors", "ambiguous", "least-certain", "margin", "entropy"], Selection.Names);
        foreach (SelectionKind kind in Enum.GetValues<SelectionKind>())
        {
            Assert.True(Selection.TryParse(Selection.Names[(int)kind], out SelectionKind back));
            Assert.Equal(kind, back);
        }

        Assert.False(Selection.TryParse("worst", out _));
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var (data, predictions) = Five();
        Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Rows(data, predictions, SelectionKind.Misread, new() { Label = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Rows(data, predictions, SelectionKind.Misread, new() { Predicted = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Rows(data, predictions, SelectionKind.Misread, new() { Top = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Selection.Rows(data, predictions, (SelectionKind)9));
        Assert.Throws<ArgumentException>(() => Selection.Rows(data.Take(4), predictions, SelectionKind.Misread));
        Assert.Throws<ArgumentException>(() => Selection.Rows(data.Subset([4, 3, 2, 1, 0]), predictions, SelectionKind.Misread));
        var others = Dataset.Create("some", "test", 1, 1, new byte[5], labels: null, ["a", "b", "d"]);
        Assert.Throws<ArgumentException>(() => Selection.Rows(others, predictions, SelectionKind.Misread));
    }

    /// <summary>The definitions once more, written from the probabilities alone; the greatest comes first.</summary>
    private static double Worth(Predictions predictions, int row, SelectionKind kind)
    {
        float[] p = predictions.Probabilities(row).ToArray();
        float[] sorted = [.. p.OrderDescending()];
        return kind switch
        {
            SelectionKind.TopErrors => sorted[0] - p[predictions.Label(row)],
            SelectionKind.Ambiguous => sorted[0],
            SelectionKind.LeastCertain => -sorted[0],
            SelectionKind.Margin => sorted[1] - sorted[0],
            SelectionKind.Entropy => predictions.Entropy(row),
            _ => 0,
        };
    }
}
