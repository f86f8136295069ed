namespace Misread.Training;

/// <summary>
/// How each training image fared over the epochs: what a network finds hard, it learns late, forgets, and is never sure of.
/// Fed with the logits of every row once an epoch.
/// </summary>
/// <remarks>Not thread-safe. 32 bytes a row; O(K) a row and epoch.</remarks>
public sealed class TrainingDynamics
{
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly int _errorEpochs;
    private readonly Row[] _rows;
    private int _recorded;

    /// <summary>Begins with no epoch.</summary>
    /// <param name="labels"><c>[N]</c> given labels, 0 … K − 1; kept, not copied.</param>
    /// <param name="classCount">K, 2 or more.</param>
    /// <param name="errorEpochs">
    /// Of how many first epochs EL2N is the mean; the paper takes it after few (default: 10). Other scores are of all epochs.
    /// </param>
    /// <exception cref="ArgumentException">A label is outside the classes.</exception>
    public TrainingDynamics(int[] labels, int classCount, int errorEpochs = 10)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(errorEpochs, 1);
        int bad = labels.AsSpan().IndexOfAnyExceptInRange(0, classCount - 1);
        if (bad >= 0)
            throw new ArgumentException($"row {bad}: label {labels[bad]} is outside 0 … {classCount - 1}", nameof(labels));
        _labels = labels;
        _classes = classCount;
        _errorEpochs = errorEpochs;
        _rows = new Row[labels.Length];
    }

    /// <summary>Epochs that are recorded whole.</summary>
    public int Epochs { get; private set; }

    /// <summary>Records the logits of consecutive rows in the current epoch; every row once, in any order.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="logits"><c>[n,K]</c>, row-major; finite.</param>
    /// <exception cref="ArgumentException">The logits are not whole rows, or go beyond the last.</exception>
    public void Record(int first, ReadOnlySpan<float> logits)
    {
        int count = logits.Length / _classes;
        if (logits.Length % _classes != 0 || first < 0 || first > _rows.Length - count)
            throw new ArgumentException($"{logits.Length} logits from row {first} on are not rows of {_classes} within 0 … {_rows.Length - 1}", nameof(logits));
        for (int i = 0; i < count; i++)
            _rows[first + i].Add(logits.Slice(i * _classes, _classes), _labels[first + i], Epochs, Epochs < _errorEpochs);
        _recorded += count;
    }

    /// <summary>Ends the epoch.</summary>
    /// <exception cref="InvalidOperationException">Not every row was recorded, or one more than once.</exception>
    public void EndEpoch()
    {
        if (_recorded != _rows.Length)
            throw new InvalidOperationException($"{_recorded} rows were recorded in this epoch, expected {_rows.Length}");
        _recorded = 0;
        Epochs++;
    }

    /// <summary>The scores of a row over the epochs so far.</summary>
    /// <exception cref="InvalidOperationException">No epoch is recorded.</exception>
    public DynamicsScores Scores(int row)
    {
        if (Epochs == 0)
            throw new InvalidOperationException("no epoch is recorded");
        return _rows[row].Scores(Epochs, Math.Min(Epochs, _errorEpochs));
    }

    private struct Row
    {
        private double _mean;
        private double _squares;
        private double _margin;
        private float _error;
        private short _correct;
        private short _forgotten;
        private bool _wasCorrect;

        public void Add(ReadOnlySpan<float> z, int label, int epoch, bool early)
        {
            int top = 0;
            double other = double.NegativeInfinity;
            for (int k = 0; k < z.Length; k++)
            {
                if (z[k] > z[top])
                    top = k;
                if (k != label)
                    other = Math.Max(other, z[k]);
            }

            double sum = 0;
            double squares = 0;
            foreach (float value in z)
            {
                double e = Math.Exp((double)value - z[top]);
                sum += e;
                squares += e * e;
            }

            double p = Math.Exp((double)z[label] - z[top]) / sum;

            // Welford (1962): mean and squared deviations in one pass, without the loss of a difference of squares.
            double change = p - _mean;
            _mean += change / (epoch + 1);
            _squares += change * (p - _mean);
            _margin += z[label] - other;
            if (early)
                _error += (float)Math.Sqrt(Math.Max(0, (squares / (sum * sum)) - (2 * p) + 1));
            bool correct = top == label;
            _correct += correct ? (short)1 : (short)0;
            _forgotten += _wasCorrect && !correct ? (short)1 : (short)0;
            _wasCorrect = correct;
        }

        public readonly DynamicsScores Scores(int epochs, int errorEpochs) => new(
            _mean, Math.Sqrt(_squares / epochs), _correct / (double)epochs, _margin / epochs, _forgotten, _correct > 0, _error / errorEpochs);
    }
}

/// <summary>How one training image fared, with one network, or on average over several (<see cref="Mean"/>).</summary>
/// <param name="Confidence">Data map: the mean of p(label) over the epochs, 0 … 1; low is hard or mislabelled (Swayamdipta et al. 2020, "Dataset cartography", section 2).</param>
/// <param name="Variability">Data map: the standard deviation of p(label) over the epochs, 0 … 0.5; high is ambiguous.</param>
/// <param name="Correctness">Data map: the share of epochs in which it was read as labelled, 0 … 1.</param>
/// <param name="AreaUnderMargin">AUM: the mean of z(label) − max z(other), logits; negative is suspicious (Pleiss et al. 2020, "Identifying mislabeled data using the area under the margin ranking", equation 2).</param>
/// <param name="ForgettingEvents">How often it was read as labelled in one epoch and otherwise in the next (Toneva et al. 2019, "An empirical study of example forgetting", section 3); a whole number for one network.</param>
/// <param name="WasLearned">Whether it was ever (by any network) read as labelled; one that was not counts there as forgotten without end.</param>
/// <param name="ErrorNorm">EL2N: the mean of ‖p − one-hot(label)‖₂ over the first epochs, 0 … √2; high is hard (Paul et al. 2021, "Deep learning on a data diet", definition 2.4).</param>
public readonly record struct DynamicsScores(
    double Confidence, double Variability, double Correctness, double AreaUnderMargin, double ForgettingEvents, bool WasLearned, double ErrorNorm)
{
    /// <summary>
    /// What several networks that were trained on the same image say together: the mean of every score; learned when any
    /// of them learned it.
    /// </summary>
    /// <param name="scores">One or more.</param>
    public static DynamicsScores Mean(ReadOnlySpan<DynamicsScores> scores)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length, nameof(scores));
        var sum = default(DynamicsScores);
        foreach (DynamicsScores s in scores)
        {
            sum = new DynamicsScores(
                sum.Confidence + s.Confidence,
                sum.Variability + s.Variability,
                sum.Correctness + s.Correctness,
                sum.AreaUnderMargin + s.AreaUnderMargin,
                sum.ForgettingEvents + s.ForgettingEvents,
                sum.WasLearned | s.WasLearned,
                sum.ErrorNorm + s.ErrorNorm);
        }

        int n = scores.Length;
        return new DynamicsScores(
            sum.Confidence / n, sum.Variability / n, sum.Correctness / n, sum.AreaUnderMargin / n, sum.ForgettingEvents / n, sum.WasLearned, sum.ErrorNorm / n);
    }
}
