using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Theory]
    [MemberData(nameof(EvaluationGoldens.Names), MemberType = typeof(EvaluationGoldens))]
    public void The_error_and_its_bins_are_those_of_numpy(string name)
    {
        var golden = EvaluationGoldens.Case(name);
        var predictions = EvaluationGoldens.Predictions(golden);
        Assert.Equal(golden.Value<double>("expected_calibration_error"), Calibration.ExpectedError(predictions), 1e-12);
        double[][] expected = golden.Value<double[][]>("reliability");
        IReadOnlyList<ReliabilityBin> bins = Calibration.Reliability(predictions);
        Assert.Equal(15, bins.Count);
        for (int b = 0; b < bins.Count; b++)
        {
            Assert.Equal(b / 15.0, bins[b].Low);
            Assert.Equal((b + 1) / 15.0, bins[b].High);
            Assert.Equal(expected[b][0], bins[b].Count);
            Assert.Equal(expected[b][1], bins[b].MeanConfidence, 1e-12);
            Assert.Equal(expected[b][2], bins[b].Accuracy, 1e-12);
        }
    }

    [Fact]
    public void By_hand_with_the_upper_edge_inside_the_bin()
    {
        // Confidences 0.5 (right), 0.75 (wrong), 1 (right) and 1 (wrong), in bins (0,.25] (.25,.5] (.5,.75] (.75,1].
        var predictions = EvaluationGoldens.Predictions([0, 1, 0, 0], [.5f, .5f, .75f, .25f, 1, 0, 0, 1], "a", "b");
        Assert.Equal([0, 1, 1, 2], Calibration.Reliability(predictions, 4).Select(b => b.Count));
        Assert.Equal((0.5 + 0.75 + (2 * 0.5)) / 4, Calibration.ExpectedError(predictions, 4), 1e-12);
    }

    [Fact]
    public void A_confidence_rounded_above_one_is_in_the_last_bin() =>
        Assert.Equal(1, Calibration.Reliability(EvaluationGoldens.Predictions([0], [1.0005f, 0], "a", "b"))[^1].Count);

    [Fact]
    public void At_least_one_bin_is_needed() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.Reliability(EvaluationGoldens.Predictions([0], [1, 0], "a", "b"), 0));
}
