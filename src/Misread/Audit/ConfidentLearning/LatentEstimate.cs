namespace Misread.Audit;

/// <summary>
/// What a confident joint says of the true classes, which nobody has seen (Northcutt, Jiang and Chuang 2021, section 3.1 and
/// appendix on the latent prior; the iteration as in cleanlab 2.9).
/// </summary>
/// <param name="Prior"><c>p(true = k)</c>, sums to 1.</param>
/// <param name="NoiseMatrix"><c>p(given = i | true = j)</c> at <c>[i, j]</c>: each column sums to 1, or is 0 for a class estimated to hold no image.</param>
/// <param name="InverseNoiseMatrix"><c>p(true = i | given = j)</c> at <c>[i, j]</c>: each column sums to 1, or is 0 for a label that no image bears.</param>
public sealed record LatentEstimate(double[] Prior, double[,] NoiseMatrix, double[,] InverseNoiseMatrix)
{
    private const double Tiny = 1e-100;
    private const int OuterRounds = 3;
    private const int InnerRounds = 5;

    internal static LatentEstimate From(ConfidentJoint joint, bool converge)
    {
        int classes = joint.ClassCount;
        double[,] noise = new double[classes, classes];
        double[,] inverse = new double[classes, classes];
        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < classes; j++)
            {
                noise[i, j] = joint.CalibratedCount(i, j);
                inverse[i, j] = joint.CalibratedCount(j, i);
            }
        }

        NormalizeColumns(noise);
        NormalizeColumns(inverse);
        double total = joint.LabelCounts.Sum();
        double[] given = [.. joint.LabelCounts.Select(n => n / total)];
        double[] prior = PriorOf(given, noise, inverse);
        if (!converge)
            return new LatentEstimate(prior, noise, inverse);

        // Bayes' rule links the three: the inverse follows from the prior and the noise, the prior from both, and so on.
        for (int outer = 0; outer < OuterRounds; outer++)
        {
            for (int inner = 0; inner < InnerRounds; inner++)
            {
                inverse = Bayes(noise, prior, given);
                prior = PriorOf(given, noise, inverse);
            }

            noise = Bayes(inverse, given, prior);
        }

        return new LatentEstimate(prior, noise, inverse);
    }

    /// <summary><c>p(true = k) = p(given = k) · p(true = k | given = k) / p(given = k | true = k)</c>, normalised.</summary>
    private static double[] PriorOf(double[] given, double[,] noise, double[,] inverse)
    {
        double[] prior = new double[given.Length];
        for (int k = 0; k < prior.Length; k++)
            prior[k] = Math.Clamp(inverse[k, k] / Math.Max(noise[k, k], Tiny) * given[k], 0, 1);
        double sum = Math.Max(prior.Sum(), Tiny);
        for (int k = 0; k < prior.Length; k++)
            prior[k] /= sum;
        return prior;
    }

    /// <summary>From <c>p(i | j)</c>, <c>p(j)</c> and <c>p(i)</c> to <c>p(j | i)</c> at <c>[j, i]</c>.</summary>
    private static double[,] Bayes(double[,] conditional, double[] of, double[] by)
    {
        int classes = of.Length;
        double[,] result = new double[classes, classes];
        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < classes; j++)
                result[j, i] = conditional[i, j] * of[j] / Math.Max(by[i], Tiny);
        }

        NormalizeColumns(result);
        return result;
    }

    private static void NormalizeColumns(double[,] matrix)
    {
        int classes = matrix.GetLength(0);
        for (int j = 0; j < classes; j++)
        {
            double sum = 0;
            for (int i = 0; i < classes; i++)
                sum += matrix[i, j];
            for (int i = 0; i < classes && sum > 0; i++)
                matrix[i, j] /= sum;
        }
    }
}
