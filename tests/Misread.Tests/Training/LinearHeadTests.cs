using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class LinearHeadTests
{
    [Fact]
    public void The_gradient_is_that_of_the_loss()
    {
        (float[] features, int[] labels) = Clouds(40, 5, 3, 1);
        int[] rows = [.. Enumerable.Range(0, 40)];
        var problem = new LinearProblem(features, rows, labels, new float[5], [1, 1, 1, 1, 1], 3);
        var random = new Prng(2);
        float[] w = [.. Enumerable.Range(0, 18).Select(_ => (float)random.NextNormal())];
        float[] gradient = new float[18];
        float[] other = new float[18];
        problem.Loss(w, gradient, 0.3);
        for (int i = 0; i < w.Length; i++)
        {
            const float Step = 1e-2f;
            float[] up = [.. w];
            up[i] += Step;
            float[] down = [.. w];
            down[i] -= Step;
            double slope = (problem.Loss(up, other, 0.3) - problem.Loss(down, other, 0.3)) / (up[i] - down[i]);
            Assert.Equal(slope, gradient[i], 1e-3);
        }
    }

    [Fact]
    public void The_minimum_is_found()
    {
        // Σ a (x − b)², of very unlike curvatures.
        float[] point = new float[6];
        double value = Lbfgs.Minimise(point, (x, g) =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double a = Math.Pow(4, i);
                sum += a * (x[i] - i) * (x[i] - i);
                g[i] = (float)(2 * a * (x[i] - i));
            }

            return sum;
        });
        Assert.Equal(0, value, 1e-4);
        for (int i = 0; i < point.Length; i++)
            Assert.Equal(i, point[i], 1e-2);
    }

    [Fact]
    public void Clouds_are_told_apart_and_probabilities_mean_what_they_say()
    {
        (float[] features, int[] labels) = Clouds(600, 8, 3, 3);
        LinearHeadResult result = LinearHeadFolds.Run(features, labels, 3, threads: 2);
        int right = 0;
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> p = result.Probabilities.AsSpan(i * 3, 3);
            Assert.Equal(1, System.Numerics.Tensors.TensorPrimitives.Sum(p), 1e-5);
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(p) == labels[i] ? 1 : 0;
            sum += System.Numerics.Tensors.TensorPrimitives.Max(p);
        }

        Assert.InRange(right, 480, 600);
        Assert.Equal(right / 600.0, sum / 600, 0.03);
        Assert.Equal(result.Probabilities, LinearHeadFolds.Run(features, labels, 3, threads: 1).Probabilities);
    }

    [Fact]
    public void Noise_wants_the_greatest_strength()
    {
        (float[] features, int[] labels) = Clouds(200, 20, 2, 4, apart: 0);
        Assert.True(LinearHead.Fit(features, labels, 2).Strength >= 1);
    }

    [Fact]
    public void Rows_without_a_label_are_predicted_by_all_the_others()
    {
        (float[] features, int[] labels) = Clouds(120, 6, 2, 5, apart: 3);
        int[] given = [.. labels.Select((k, i) => i % 10 == 0 ? -1 : k)];
        LinearHeadResult result = LinearHeadFolds.Run(features, given, 2);
        for (int i = 0; i < given.Length; i += 10)
        {
            Assert.Equal(-1, result.FoldOf[i]);
            Assert.Equal(labels[i], result.Probabilities[i * 2] > 0.5 ? 0 : 1);
        }
    }

    [Fact]
    public void Features_that_are_no_numbers_are_refused()
    {
        (float[] features, int[] labels) = Clouds(20, 3, 2, 6);
        features[7] = float.NaN;
        Assert.Throws<ArgumentException>(() => LinearHead.Fit(features, labels, 2));
        Assert.Throws<ArgumentException>(() => LinearHead.Fit(features, labels[..7], 2));
    }

    private static (float[] Features, int[] Labels) Clouds(int count, int width, int classes, int seed, double apart = 2)
    {
        var random = new Prng(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        float[] features = new float[count * width];
        for (int i = 0; i < features.Length; i++)
            features[i] = (float)(random.NextNormal() + (i % width == labels[i / width] ? apart : 0));
        return (features, labels);
    }
}
