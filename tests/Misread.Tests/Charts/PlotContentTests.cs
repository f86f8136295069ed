using Misread.Charts;
using Misread.Evaluation;
using Misread.Imaging;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Charts;

public sealed class PlotContentTests
{
    [Fact]
    public void A_single_error_stands_out_beside_a_diagonal_of_thousands()
    {
        foreach (PlotTheme theme in new[] { PlotTheme.Light, PlotTheme.Dark })
        {
            var confusion = ConfusionMatrix.FromCounts(["a", "b"], [6000, 1, 0, 6000]);
            PlotRectangle[] cells = Cells(ConfusionMatrixPlot.Create(confusion, theme: theme));
            Assert.Equal(cells[0].Fill, cells[3].Fill);
            Assert.InRange(Distance(cells[1].Fill, cells[0].Fill), 100, 1000);
            Assert.InRange(Distance(cells[2].Fill, cells[0].Fill), 0, 50);
            Assert.Equal("a read as b: 1 of 6,001 (0.02 %)", cells[1].Tip);
        }
    }

    [Fact]
    public void More_errors_have_a_stronger_colour_whatever_the_diagonal_holds()
    {
        var confusion = ConfusionMatrix.FromCounts(["a", "b", "c"], [900, 1, 5, 40, 800, 0, 3, 20, 7]);
        PlotRectangle[] cells = Cells(ConfusionMatrixPlot.Create(confusion));
        int[] byCount = [1, 6, 2, 7, 3];
        double[] contrasts = [.. byCount.Select(i => cells[i].Fill.Contrast(Rgb.Hex(0xFFFFFF)))];
        Assert.Equal(contrasts.Order().Distinct(), contrasts);
    }

    [Fact]
    public void Normalized_cells_are_percentages_of_their_row()
    {
        var confusion = ConfusionMatrix.FromCounts(["a", "b", "c"], [9999, 1, 0, 1, 1, 2, 0, 0, 0]);
        string[] texts = Texts(ConfusionMatrixPlot.Create(confusion, normalized: true));
        Assert.Subset(new HashSet<string>(texts), new HashSet<string> { "100", "<.1", "25.0", "50.0" });
    }

    [Fact]
    public void A_matrix_without_errors_or_without_images_is_drawn_too()
    {
        PlotScene right = ConfusionMatrixPlot.Create(ConfusionMatrix.FromCounts(["a", "b"], [3, 0, 0, 4]));
        Assert.DoesNotContain("errors", Texts(right));
        Assert.Contains("7 of 7 right (100.00 %)", right.Description, StringComparison.Ordinal);
        PlotScene none = ConfusionMatrixPlot.Create(ConfusionMatrix.FromCounts(["a", "b"], [0, 0, 0, 0]), normalized: true);
        Assert.DoesNotContain("NaN", none.ToSvg(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("confusion", 100)]
    [InlineData("confusion", 700)]
    [InlineData("per-class", 700)]
    [InlineData("samples", 700)]
    public void Hundreds_of_classes_still_make_a_picture_that_can_be_written(string kind, int classes)
    {
        PlotScene scene = PlotSamples.Create(kind, classes, PlotTheme.Light);
        Assert.InRange(scene.Width, 300, 1500);
        Assert.InRange(scene.Height, 800, 5000);
        if (classes > 100)
            Assert.Contains("classes of 700", scene.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_too_many_classes_those_with_the_most_errors_are_shown_in_their_order()
    {
        const int Classes = 150;
        int[] counts = new int[Classes * Classes];
        counts[(140 * Classes) + 7] = 9;
        counts[(33 * Classes) + 33] = 50;
        counts[(33 * Classes) + 149] = 3;
        string[] names = [.. Enumerable.Range(0, Classes).Select(k => $"{k}")];
        var cells = new ConfusionCells(ConfusionMatrix.FromCounts(names, counts));
        Assert.Equal(ConfusionCells.MaxClasses, cells.Count);
        string[] shown = [.. Enumerable.Range(0, cells.Count).Select(cells.Name)];
        Assert.Equal(shown.OrderBy(int.Parse), shown);
        Assert.Subset(new HashSet<string>(shown), new HashSet<string> { "140", "7", "33", "149" });
        int row = Array.IndexOf(shown, "33");
        Assert.Equal(53, cells.LabelCount(row));
        Assert.Equal(50 / 53.0, cells.Share(row, row));
    }

    [Fact]
    public void A_thousand_bins_are_bars_too() =>
        Assert.All(
            ReliabilityPlot.Create(Calibration.Reliability(PlotSamples.Predictions(10), 1000)).Shapes.OfType<PlotRectangle>(),
            r => Assert.InRange(r.Width, 0.01, 1000));

    [Fact]
    public void Curves_go_through_their_values_and_a_single_epoch_is_a_point()
    {
        PlotScene scene = LearningCurvesPlot.Create(PlotSamples.History(5));
        Assert.Equal(20, scene.Shapes.OfType<PlotCircle>().Count());
        Assert.Equal(4, scene.Shapes.OfType<PlotLine>().Count(l => l.Points.Count == 5));
        PlotCircle best = scene.Shapes.OfType<PlotCircle>().Single(c => c.Tip == "epoch 5: validation accuracy 0.9750");
        Assert.All(
            scene.Shapes.OfType<PlotCircle>().Where(c => c.Tip!.Contains("validation accuracy", StringComparison.Ordinal)),
            c => Assert.True(c.Y >= best.Y));

        PlotScene single = LearningCurvesPlot.Create(PlotSamples.History(1, validation: false));
        Assert.DoesNotContain("validation", Texts(single));
        Assert.Contains(single.Shapes.OfType<PlotCircle>(), c => c.Tip == "epoch 1: training loss 0.6200");
    }

    [Fact]
    public void A_loss_that_overflowed_interrupts_its_curve()
    {
        EpochRecord[] history = [.. PlotSamples.History(7, validation: false)];
        history[3] = history[3] with { TrainLoss = double.NaN };
        PlotScene scene = LearningCurvesPlot.Create(history);
        Assert.Equal(2, scene.Shapes.OfType<PlotLine>().Count(l => l.Points.Count == 3));
        Assert.DoesNotContain("NaN", scene.ToSvg(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LearningCurvesPlot.Create([]));
    }

    [Fact]
    public void The_reliability_diagram_says_the_expected_calibration_error()
    {
        var predictions = PlotSamples.Predictions(10);
        PlotScene scene = ReliabilityPlot.Create(Calibration.Reliability(predictions));
        Assert.Contains($"{100 * Calibration.ExpectedError(predictions):0.00} %", scene.Description, StringComparison.Ordinal);

        // An overconfident bin has its gap above the bar, a diffident one inside it.
        PlotScene two = ReliabilityPlot.Create([new(0, 0.5, 10, 0.4, 0.1), new(0.5, 1, 10, 0.6, 0.9)]);
        var parts = two.Shapes.OfType<PlotRectangle>().Where(r => r.Tip?.StartsWith("confidence", StringComparison.Ordinal) == true).ToArray();
        Assert.Equal(parts[0].Y, parts[1].Y + parts[1].Height, 9);
        Assert.Equal(parts[3].Y, parts[4].Y, 9);
        Assert.Throws<ArgumentException>(() => ReliabilityPlot.Create([]));
    }

    [Fact]
    public void Histograms_count_every_labelled_row_once()
    {
        var predictions = PlotSamples.Predictions(10);
        int misread = Enumerable.Range(0, predictions.Count).Count(predictions.IsMisread);
        PlotScene scene = ConfidencePlot.Create(predictions);
        Assert.StartsWith($"{predictions.Count - misread} right and {misread} misread images", scene.Description, StringComparison.Ordinal);
        int Sum(string name) => scene.Shapes.OfType<PlotRectangle>()
            .Where(r => r.Tip?.EndsWith(" " + name, StringComparison.Ordinal) == true)
            .Sum(r => int.Parse(r.Tip!.Split(' ')[^2]));
        Assert.Equal(misread, Sum("misread"));
        Assert.Equal(predictions.Count - misread, Sum("right"));
    }

    [Fact]
    public void Bars_are_as_long_as_their_scores()
    {
        Metrics metrics = Metrics.From(PlotSamples.Predictions(10));
        PlotRectangle[] bars = [.. PerClassPlot.Create(metrics).Shapes.OfType<PlotRectangle>().Where(r => r.Tip is not null)];
        Assert.Equal(30, bars.Length);
        double unit = bars[0].Width / metrics.PerClass[0].Precision;
        Assert.All(metrics.PerClass.Select((c, k) => (c, k)), p => Assert.Equal(p.c.Recall * unit, bars[(3 * p.k) + 1].Width, 6));
    }

    [Fact]
    public void Samples_are_the_first_of_each_class_at_full_contrast()
    {
        PlotImage[] images = [.. PlotSamples.Create("samples", 10, PlotTheme.Light).Shapes.OfType<PlotImage>()];
        Assert.Equal(50, images.Length);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"invented/test/{i * 10:D5}"), images.Take(5).Select(i => i.Tip));
        Assert.Contains(images, i => i.Image.Pixels.Contains((byte)255));
        Assert.All(images, i => Assert.True(i.Image.Width * i.Scale >= 56));
    }

    [Theory]
    [InlineData("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("line\nbreak\0", "line break\uFFFD")]
    public void Text_is_escaped(string text, string expected) => Assert.Equal(expected, SvgRenderer.Escape(text));

    [Fact]
    public void What_is_not_a_character_of_XML_is_replaced() =>
        Assert.Equal("\uFFFDx\uFFFD😀", SvgRenderer.Escape("\uD800x\uFFFE😀"));

    private static PlotRectangle[] Cells(PlotScene scene) => [.. scene.Shapes.OfType<PlotRectangle>().Take(9)];

    private static string[] Texts(PlotScene scene) => [.. scene.Shapes.OfType<PlotText>().Select(t => t.Text)];

    private static int Distance(Rgb a, Rgb b) => Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B);
}
