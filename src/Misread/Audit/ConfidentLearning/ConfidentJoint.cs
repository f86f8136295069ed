namespace Misread.Audit;

/// <summary>
/// How often images that bear label <c>i</c> are, as far as a model is confident, truly of class <c>j</c>: the confident joint
/// of C. Northcutt, L. Jiang and I. Chuang, "Confident learning: estimating uncertainty in dataset labels", Journal of
/// Artificial Intelligence Research 70 (2021), section 3.1.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. All of it is computed in double precision, with the numerical details of cleanlab 2.9
/// where the paper leaves them open: each member names them.
/// </remarks>
public sealed class ConfidentJoint
{
    /// <summary>A probability this little below a threshold still reaches it; as much is added to the label's where it is compared: 10⁻⁶.</summary>
    public const double Slack = 1e-6;

    /// <summary>No threshold is lower than this: 2 · 10⁻⁶.</summary>
    public const double LowestThreshold = 2e-6;

    /// <summary>The threshold of a class that no image bears: no probability reaches it.</summary>
    public const double UnreachableThreshold = 2;

    private readonly double[] _thresholds;
    private readonly int[] _labelCounts;
    private readonly int[] _counts;
    private readonly int[] _calibrated;

    internal ConfidentJoint(double[] thresholds, int[] labelCounts, int[] counts)
    {
        _thresholds = thresholds;
        _labelCounts = labelCounts;
        _counts = counts;
        _calibrated = JointCalibration.Calibrate(counts, labelCounts);
    }

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int ClassCount => _thresholds.Length;

    /// <summary>
    /// <c>tⱼ</c>, the mean probability of class j over the images that bear label j (equation 2): how confident the model is of
    /// a class when it should be. At least <see cref="LowestThreshold"/>; <see cref="UnreachableThreshold"/> for a class that
    /// no image bears.
    /// </summary>
    public IReadOnlyList<double> Thresholds => _thresholds;

    /// <summary>How many images bear each label.</summary>
    public IReadOnlyList<int> LabelCounts => _labelCounts;

    /// <summary>
    /// The number of images with label <paramref name="given"/> that are confidently of class <paramref name="guessed"/>
    /// (equation 1): those whose probability of it reaches its threshold; where several classes reach theirs, the most probable of
    /// all counts; where none does, the image is left out. At least 1 on the diagonal.
    /// </summary>
    public int Count(int given, int guessed) => _counts[(Checked(given) * ClassCount) + Checked(guessed)];

    /// <summary>
    /// The counts scaled so that row <paramref name="given"/> sums to the number of images with that label and all sum to N
    /// (the numerator of equation 3), rounded half to even. Where rounding changes a row's sum, those cells are moved by
    /// one that rounding moved most the other way; of equals the last class is raised first and the first class lowered first.
    /// </summary>
    public int CalibratedCount(int given, int truly) => _calibrated[(Checked(given) * ClassCount) + Checked(truly)];

    /// <summary>
    /// The estimated joint distribution of given and true labels, <c>Q[given, true]</c>, sums to 1 (equation 3), from the
    /// calibrated counts.
    /// </summary>
    public double[,] Joint()
    {
        double total = _labelCounts.Sum();
        double[,] joint = new double[ClassCount, ClassCount];
        for (int i = 0; i < ClassCount; i++)
        {
            for (int j = 0; j < ClassCount; j++)
                joint[i, j] = _calibrated[(i * ClassCount) + j] / total;
        }

        return joint;
    }

    /// <summary>What the calibrated counts say of the true classes: their shares, and how labels are flipped.</summary>
    /// <param name="converge">Whether the three estimates are brought into agreement with each other by iteration.</param>
    public LatentEstimate Latent(bool converge = false) => LatentEstimate.From(this, converge);

    internal ReadOnlySpan<double> ThresholdSpan => _thresholds;

    internal ReadOnlySpan<int> CalibratedRow(int given) => _calibrated.AsSpan(given * ClassCount, ClassCount);

    private int Checked(int k) =>
        (uint)k < (uint)ClassCount ? k : throw new ArgumentOutOfRangeException(nameof(k), k, $"expected a class of 0 … {ClassCount - 1}");
}
