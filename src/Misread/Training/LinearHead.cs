namespace Misread.Training;

/// <summary>
/// Multinomial logistic regression on features: <c>p = softmax(z · W + b)</c>, where z are the features less their mean and
/// divided by their deviation over the training rows, and W, b minimise the mean cross-entropy plus
/// <c>Strength/2 · ‖W‖²</c> (C. Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.3.4). The strength is
/// chosen among the training rows alone, by log loss in a cross-validation of their own.
/// </summary>
/// <remarks>Immutable and thread-safe. The same rows, options and instruction set give the same bits.</remarks>
public sealed class LinearHead
{
    private readonly float[] _weights;
    private readonly float[] _mean;
    private readonly float[] _inverse;

    private LinearHead(float[] weights, float[] mean, float[] inverse, int classes, double strength)
    {
        _weights = weights;
        _mean = mean;
        _inverse = inverse;
        ClassCount = classes;
        Strength = strength;
    }

    /// <summary>Number of features, F.</summary>
    public int FeatureCount => _mean.Length;

    /// <summary>Number of classes, K.</summary>
    public int ClassCount { get; }

    /// <summary>The strength that was chosen: what scikit-learn calls <c>1 / (C · N)</c>.</summary>
    public double Strength { get; }

    /// <summary>Chooses the strength and trains.</summary>
    /// <param name="features"><c>[N,F]</c>, finite.</param>
    /// <param name="labels"><c>[N]</c>, 0 … K − 1.</param>
    /// <param name="classes">K, at least 2; a class without rows is never predicted with more than a trace.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ArgumentException">Sizes disagree, a label is out of range, or a feature is not finite.</exception>
    public static LinearHead Fit(float[] features, int[] labels, int classes, LinearHeadOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new LinearHeadOptions();
        options.Validate();
        int count = Check(features, labels, classes);
        int[] rows = [.. Enumerable.Range(0, labels.Length)];
        double strength = count < 2 * options.InnerFolds ? options.Strengths.Max() : LinearHeadStrength.Choose(features, labels, classes, options, cancel);
        return FitAt(features, labels, rows, classes, [strength], cancel)[0];
    }

    /// <summary>Class probabilities.</summary>
    /// <param name="features"><c>[N,F]</c>.</param>
    /// <returns><c>[N,K]</c>, each row summing to 1.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of F.</exception>
    public float[] Predict(ReadOnlySpan<float> features)
    {
        if (features.Length % FeatureCount != 0)
            throw new ArgumentException($"{features.Length} values are no rows of {FeatureCount} features", nameof(features));
        int count = features.Length / FeatureCount;
        var problem = new LinearProblem(features, count, _mean, _inverse, ClassCount);
        return problem.Probabilities(_weights);
    }

    /// <summary>One head for each strength, strongest first, each beginning where the one before ended.</summary>
    internal static LinearHead[] FitAt(float[] features, int[] labels, int[] rows, int classes, IEnumerable<double> strengths, CancellationToken cancel)
    {
        int width = features.Length / labels.Length;
        (float[] mean, float[] inverse) = Standardisation(features, rows, width);
        var problem = new LinearProblem(features, rows, labels, mean, inverse, classes);
        float[] weights = new float[(width + 1) * classes];
        var heads = new List<LinearHead>();
        foreach (double strength in strengths.OrderDescending())
        {
            cancel.ThrowIfCancellationRequested();
            Lbfgs.Minimise(weights, (w, gradient) => problem.Loss(w, gradient, strength));
            heads.Add(new LinearHead((float[])weights.Clone(), mean, inverse, classes, strength));
        }

        return [.. heads];
    }

    private static int Check(float[] features, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.Length == 0 || features.Length % labels.Length != 0 || features.Length == 0)
            throw new ArgumentException($"{features.Length} features do not fit {labels.Length} labels", nameof(features));
        if (labels.Any(k => k < 0 || k >= classes))
            throw new ArgumentException($"expected labels of 0 … {classes - 1}", nameof(labels));
        if (!Array.TrueForAll(features, float.IsFinite))
            throw new ArgumentException("a feature is not a finite number", nameof(features));
        return labels.Length;
    }

    private static (float[] Mean, float[] Inverse) Standardisation(float[] features, int[] rows, int width)
    {
        double[] sum = new double[width];
        double[] squares = new double[width];
        foreach (int row in rows)
        {
            for (int f = 0; f < width; f++)
                sum[f] += features[(row * width) + f];
        }

        foreach (int row in rows)
        {
            for (int f = 0; f < width; f++)
            {
                double d = features[(row * width) + f] - (sum[f] / rows.Length);
                squares[f] += d * d;
            }
        }

        return (Array.ConvertAll(sum, s => (float)(s / rows.Length)), Array.ConvertAll(squares, s => s > 0 ? (float)(1 / Math.Sqrt(s / rows.Length)) : 0));
    }
}
