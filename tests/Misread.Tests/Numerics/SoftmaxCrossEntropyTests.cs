using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class SoftmaxCrossEntropyTests
{
    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.0, true)]
    public void Loss_and_gradient_meet_the_plain_formula_and_its_finite_differences(double smoothing, bool soft)
    {
        var random = new Prng(3);
        for (int classes = 1; classes <= 37; classes += 4)
        {
            double[] logits = [.. Enumerable.Range(0, classes).Select(_ => (double)(float)(3 * random.NextNormal()))];
            double[] target = Target(classes, smoothing, soft, random);
            float[] row = [.. logits.Select(z => (float)z)];
            double loss = SoftmaxCrossEntropy.LossAndGradient(row, [.. target.Select(t => (float)t)], 0.25f);
            Assert.Equal(ReferenceLayers.CrossEntropy<double>(logits, target, classes), loss, 5e-6);
            for (int k = 0; k < classes; k++)
            {
                double slope = Slope(logits, target, k);
                Assert.Equal(slope / 4, row[k], 1e-7 + (1e-5 * Math.Abs(slope)));
            }
        }
    }

    [Fact]
    public void Logits_of_any_finite_size_give_finite_probabilities_that_sum_to_1()
    {
        float[][] rows = [[1e30f, -1e30f, 0], [float.MinValue, float.MaxValue], [-1e4f, -1e4f, -1e4f], [0], [88, 89, 90, 1000]];
        foreach (float[] row in rows)
        {
            float[] p = [.. row];
            Assert.True(double.IsFinite(SoftmaxCrossEntropy.Softmax(p)));
            Assert.All(p, value => Assert.InRange(value, 0, 1));
            Assert.Equal(1, p.Sum(), 1e-6);
        }
    }

    [Fact]
    public void A_row_that_is_not_a_number_shows_in_the_loss() =>
        Assert.True(double.IsNaN(SoftmaxCrossEntropy.LossAndGradient([1, float.NaN, 2], [0, 0, 1], 1)));

    private static double Slope(double[] logits, double[] target, int k)
    {
        const double Step = 1e-5;
        double[] z = [.. logits];
        z[k] = logits[k] + Step;
        double up = ReferenceLayers.CrossEntropy<double>(z, target, z.Length);
        z[k] = logits[k] - Step;
        return (up - ReferenceLayers.CrossEntropy<double>(z, target, z.Length)) / (2 * Step);
    }

    private static double[] Target(int classes, double smoothing, bool soft, Prng random)
    {
        double[] target = new double[classes];
        Array.Fill(target, smoothing / classes);
        target[classes / 2] += 1 - smoothing;
        if (soft)
        {
            target = [.. target.Select(_ => random.NextDouble() + 0.01)];
            double sum = target.Sum();
            target = [.. target.Select(t => (double)(float)(t / sum))];
        }

        return target;
    }
}
