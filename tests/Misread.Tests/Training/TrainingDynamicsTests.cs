using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

/// <summary>Three epochs of two rows of two classes, by hand: logits ln 3 and 0 are probabilities 3/4 and 1/4.</summary>
public sealed class TrainingDynamicsTests
{
    private static readonly float Three = MathF.Log(3);

    [Fact]
    public void Scores_of_a_case_by_hand()
    {
        TrainingDynamics dynamics = Recorded();

        // Row 0, label 0: p = 3/4, 1/4, 3/4; right, wrong (forgotten), right.
        DynamicsScores first = dynamics.Scores(0);
        Assert.Equal(7 / 12.0, first.Confidence, 1e-6);
        Assert.Equal(Math.Sqrt(1 / 18.0), first.Variability, 1e-6);
        Assert.Equal(2 / 3.0, first.Correctness, 1e-15);
        Assert.Equal(Math.Log(3) / 3, first.AreaUnderMargin, 1e-6);
        Assert.Equal((1, true), (first.ForgettingEvents, first.WasLearned));

        // ‖(3/4, 1/4) − (1, 0)‖ = √2/4, then ‖(1/4, 3/4) − (1, 0)‖ = 3√2/4: the mean of the first two epochs is √2/2.
        Assert.Equal(Math.Sqrt(2) / 2, first.ErrorNorm, 1e-6);

        // Row 1, label 1, always (3/4, 1/4): never learned, so never forgotten.
        DynamicsScores second = dynamics.Scores(1);
        Assert.Equal((0.25, 0.0), (Math.Round(second.Confidence, 6), Math.Round(second.Variability, 6)));
        Assert.Equal(-Math.Log(3), second.AreaUnderMargin, 1e-6);
        Assert.Equal((0, false), (second.ForgettingEvents, second.WasLearned));
        Assert.Equal(3 * Math.Sqrt(2) / 4, second.ErrorNorm, 1e-6);
    }

    [Fact]
    public void An_epoch_needs_every_row()
    {
        var dynamics = new TrainingDynamics([0, 1], 2);
        dynamics.Record(0, [0, 0]);
        Assert.Throws<InvalidOperationException>(dynamics.EndEpoch);
        Assert.Throws<InvalidOperationException>(() => dynamics.Scores(0));
        Assert.Throws<ArgumentException>(() => dynamics.Record(1, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => new TrainingDynamics([2], 2));
    }

    private static TrainingDynamics Recorded()
    {
        var dynamics = new TrainingDynamics([0, 1], 2, errorEpochs: 2);
        foreach (float[] logits in new float[][] { [Three, 0], [0, Three], [Three, 0] })
        {
            dynamics.Record(1, [Three + 5, 5]);
            dynamics.Record(0, logits);
            dynamics.EndEpoch();
        }

        return dynamics;
    }
}
