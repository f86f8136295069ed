using Misread.Data;
using Misread.Numerics;

namespace Misread.Evaluation;

/// <summary>What cross-fitted temperature scaling made of predictions.</summary>
/// <param name="Calibrated">The predictions with probabilities that people may read; rows, ids, labels and predicted classes stay.</param>
/// <param name="Temperature">The temperature fitted to all labelled rows: above 1 the model was too sure of itself.</param>
/// <param name="FoldTemperatures">The temperature used in each fold, fitted without it.</param>
/// <param name="ErrorBefore"><see cref="Calibration.ExpectedError"/> of the predictions as given.</param>
/// <param name="ErrorAfter">The same of <paramref name="Calibrated"/>.</param>
/// <param name="LogLossBefore">Mean −ln p(label) as given, in nats.</param>
/// <param name="LogLossAfter">The same of <paramref name="Calibrated"/>.</param>
public sealed record TemperatureResult(
    Predictions Calibrated,
    double Temperature,
    IReadOnlyList<double> FoldTemperatures,
    double ErrorBefore,
    double ErrorAfter,
    double LogLossBefore,
    double LogLossAfter);

/// <summary>
/// Makes confidences mean what they say by dividing the logits by one number, the temperature, that minimises the log loss
/// (C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks", ICML 2017, section 4.2).
/// </summary>
/// <remarks>
/// Works from probabilities: their logarithms are logits, so p becomes <c>p^(1/T) / Σ p^(1/T)</c>, the order of the classes
/// stays and accuracy with it. Probabilities below <see cref="Floor"/> are raised to it. A wrong label draws the temperature
/// up: with many of them the result is too unsure. Thread-safe; the same input gives the same bits.
/// </remarks>
public static class TemperatureScaling
{
    /// <summary>The least probability reckoned with, 10⁻¹²: single precision often holds 0 for what was merely small.</summary>
    public const double Floor = 1e-12;

    private const double LeastInverse = 0.01;
    private const double GreatestInverse = 100;
    private const int MaxSteps = 200;
    private const double Accuracy = 1e-12;
    private const long FoldStream = 0x7E3;

    /// <summary>The temperature that minimises the log loss over the rows that bear a label, 0.01 … 100.</summary>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    public static double Fit(Predictions predictions) => Fit(predictions, LabelledRows.Of(predictions));

    /// <summary>Predictions with every row at one temperature.</summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="temperature">Above 0; 1 changes nothing but the rounding.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not a number above 0.</exception>
    public static Predictions Apply(Predictions predictions, double temperature)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (!(temperature > 0) || !double.IsFinite(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "expected a number above 0");
        return Apply(predictions, _ => temperature);
    }

    /// <summary>
    /// Calibrates every row by a temperature that was fitted without it: the labelled rows are dealt at random to folds of as
    /// many misread ones each, a fold is scaled by what the others say, and rows without a label by what all say.
    /// </summary>
    /// <param name="predictions">Rows that the model was not trained on; on others it is too sure of itself, and no temperature tells by how much.</param>
    /// <param name="folds">2 or more, at most the number of labelled rows.</param>
    /// <param name="seed">Of the dealing.</param>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="folds"/> is out of range.</exception>
    public static TemperatureResult CrossFit(Predictions predictions, int folds = 5, long seed = 42)
    {
        int[] rows = LabelledRows.Of(predictions);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, rows.Length);
        int[] foldOf = new int[predictions.Count];
        Array.Fill(foldOf, -1);
        new Prng(seed, FoldStream).Shuffle<int>(rows);
        int next = 0;
        foreach (int row in rows.OrderBy(predictions.IsMisread))
            foldOf[row] = next++ % folds;
        double all = Fit(predictions, rows);
        double[] temperatures = [.. Enumerable.Range(0, folds).Select(fold => Fit(predictions, [.. rows.Where(i => foldOf[i] != fold)]))];
        Predictions calibrated = Apply(predictions, i => foldOf[i] < 0 ? all : temperatures[foldOf[i]]);
        return new TemperatureResult(
            calibrated,
            all,
            temperatures,
            Calibration.ExpectedError(predictions),
            Calibration.ExpectedError(calibrated),
            ProbabilityScores.LogLoss(predictions),
            ProbabilityScores.LogLoss(calibrated));
    }

    private static double Fit(Predictions predictions, int[] rows)
    {
        // In β = 1/T the loss is convex, so its slope rises through 0 once: Newton's steps, kept between the bounds that the
        // slope's sign has proved, and halving where a step would leave them.
        double low = LeastInverse;
        double high = GreatestInverse;
        double beta = 1;
        double[] z = new double[predictions.ClassCount];
        for (int step = 0; step < MaxSteps && high - low > Accuracy * beta; step++)
        {
            (double slope, double curvature) = SlopeAt(beta, predictions, rows, z);
            if (slope == 0)
                break;
            if (slope > 0)
                high = beta;
            else
                low = beta;
            double next = beta - (slope / curvature);
            if (!(next > low && next < high))
                next = (low + high) / 2;
            if (Math.Abs(next - beta) <= Accuracy * beta)
                break;
            beta = next;
        }

        return 1 / beta;
    }

    /// <summary>First and second derivative in β of the mean of <c>ln Σ exp(βz) − βz(label)</c>: the mean of E[z] − z(label), and of the variance of z.</summary>
    private static (double Slope, double Curvature) SlopeAt(double beta, Predictions predictions, int[] rows, double[] z)
    {
        double slope = 0;
        double curvature = 0;
        foreach (int i in rows)
        {
            Logits(predictions.Probabilities(i), z);
            double sum = 0;
            double first = 0;
            double second = 0;
            foreach (double value in z)
            {
                double weight = Denormals.Exp(beta * value);
                sum += weight;
                first += weight * value;
                second += weight * value * value;
            }

            double mean = first / sum;
            slope += mean - z[predictions.Label(i)];
            curvature += (second / sum) - (mean * mean);
        }

        return (slope / rows.Length, curvature / rows.Length);
    }

    private static Predictions Apply(Predictions predictions, Func<int, double> temperature)
    {
        int classes = predictions.ClassCount;
        float[] scaled = new float[checked(predictions.Count * classes)];
        double[] z = new double[classes];
        for (int i = 0; i < predictions.Count; i++)
        {
            Logits(predictions.Probabilities(i), z);
            double sum = 0;
            for (int k = 0; k < classes; k++)
            {
                z[k] = Denormals.Exp(z[k] / temperature(i));
                sum += z[k];
            }

            for (int k = 0; k < classes; k++)
                scaled[(i * classes) + k] = Denormals.Flush((float)(z[k] / sum), Denormals.LeastProbability);
        }

        return new Predictions(
            [.. Enumerable.Range(0, predictions.Count).Select(predictions.Id)],
            [.. Enumerable.Range(0, predictions.Count).Select(predictions.Label)],
            scaled,
            [.. Enumerable.Range(0, predictions.Count).Select(predictions.Origin)],
            predictions.ClassNames);
    }

    /// <summary>Logarithms, the greatest 0 so that no exponential overflows.</summary>
    private static void Logits(ReadOnlySpan<float> p, double[] z)
    {
        double greatest = double.NegativeInfinity;
        for (int k = 0; k < z.Length; k++)
        {
            z[k] = Math.Log(Math.Max(p[k], Floor));
            greatest = Math.Max(greatest, z[k]);
        }

        for (int k = 0; k < z.Length; k++)
            z[k] -= greatest;
    }
}
