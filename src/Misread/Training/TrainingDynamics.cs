using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// How each training image fared over the epochs: what a network finds hard, it learns late, forgets, and is never sure of.
/// Fed with the logits of every row once an epoch, as the row passes in training.
/// </summary>
/// <remarks>
/// Distinct rows may be recorded by several threads at once; everything else is for one thread. 32 bytes a row, O(K) a row
/// and epoch. Sums are kept in single precision: good to about six digits.
/// </remarks>
public sealed class TrainingDynamics
{
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly int _errorEpochs;
    private readonly int _expected;
    private readonly Row[] _rows;
    private int _recorded;

    /// <summary>Begins with no epoch.</summary>
    /// <param name="labels"><c>[N]</c> given labels, 0 … K − 1; kept, not copied.</param>
    /// <param name="classCount">K, 2 or more.</param>
    /// <param name="errorEpochs">
    /// Of how many first epochs EL2N is the mean; the paper takes it after few (default: 10). Other scores are of all epochs.
    /// </param>
    /// <param name="trained">How many rows take part in an epoch, always the same ones: 1 … N; 0 (default) for all.</param>
    /// <exception cref="ArgumentException">A label is outside the classes.</exception>
    public TrainingDynamics(int[] labels, int classCount, int errorEpochs = 10, int trained = 0)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(errorEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(trained);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trained, labels.Length);
        int bad = labels.AsSpan().IndexOfAnyExceptInRange(0, classCount - 1);
        if (bad >= 0)
            throw new ArgumentException($"row {bad}: label {labels[bad]} is outside 0 … {classCount - 1}", nameof(labels));
        _labels = labels;
        _classes = classCount;
        _errorEpochs = errorEpochs;
        _expected = trained == 0 ? labels.Length : trained;
        _rows = new Row[labels.Length];
    }

    /// <summary>Number of rows, N.</summary>
    public int Count => _rows.Length;

    /// <summary>Epochs that are recorded whole.</summary>
    public int Epochs { get; private set; }

    /// <summary>Numbers of a row in <see cref="State"/>.</summary>
    internal static int StateSize => Marshal.SizeOf<Row>() / sizeof(float);

    /// <summary>Everything that is known of the rows, <c>[N, StateSize]</c>: what a checkpoint keeps.</summary>
    internal Span<float> State => MemoryMarshal.Cast<Row, float>(_rows.AsSpan());

    /// <summary>Records the logits of consecutive rows in the current epoch; every row once, in any order.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="logits"><c>[n,K]</c>, row-major; finite.</param>
    /// <exception cref="ArgumentException">The logits are not whole rows, or go beyond the last.</exception>
    public void Record(int first, ReadOnlySpan<float> logits)
    {
        int count = logits.Length / _classes;
        if (logits.Length % _classes != 0 || first < 0 || first > _rows.Length - count)
            throw new ArgumentException($"{logits.Length} logits from row {first} on are not rows of {_classes} within 0 … {_rows.Length - 1}", nameof(logits));
        float[] probabilities = new float[_classes];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * _classes, _classes);
            row.CopyTo(probabilities);
            SoftmaxCrossEntropy.Softmax(probabilities);
            Record(first + i, row, probabilities, TensorPrimitives.IndexOfMax(row) == _labels[first + i]);
        }

        Passed(count);
    }

    /// <summary>Records a row whose probabilities are known; <see cref="Passed"/> is to count it.</summary>
    /// <param name="row">0 … N − 1.</param>
    /// <param name="logits"><c>[K]</c>.</param>
    /// <param name="probabilities"><c>[K]</c>, their softmax.</param>
    /// <param name="correct">Whether the label has the greatest logit.</param>
    internal void Record(int row, ReadOnlySpan<float> logits, ReadOnlySpan<float> probabilities, bool correct) =>
        _rows[row].Add(logits, probabilities, _labels[row], correct, _errorEpochs);

    /// <summary>Counts rows that were recorded with their probabilities.</summary>
    internal void Passed(int count) => Interlocked.Add(ref _recorded, count);

    /// <summary>Ends the epoch.</summary>
    /// <exception cref="InvalidOperationException">Not every row was recorded, or one more than once.</exception>
    public void EndEpoch()
    {
        if (_recorded != _expected)
            throw new InvalidOperationException($"{_recorded} rows were recorded in this epoch, expected {_expected}");
        _recorded = 0;
        Epochs++;
    }

    /// <summary>The scores of a row over the epochs so far.</summary>
    /// <exception cref="InvalidOperationException">No epoch is recorded, or the row took part in none.</exception>
    public DynamicsScores Scores(int row) =>
        Find(row) ?? throw new InvalidOperationException(Epochs == 0 ? "no epoch is recorded" : $"row {row} was not trained on");

    /// <summary>The scores of a row over the epochs so far, or <see langword="null"/> when it took part in none.</summary>
    public DynamicsScores? Find(int row) => Epochs == 0 || _rows[row].Epochs == 0 ? null : _rows[row].Scores(_errorEpochs);

    /// <summary>The scores of every row, as <see cref="Find"/> gives them.</summary>
    internal DynamicsScores?[] All() => [.. Enumerable.Range(0, Count).Select(Find)];

    /// <summary>Goes on where a checkpoint was written.</summary>
    /// <param name="state">What <see cref="State"/> was.</param>
    /// <param name="epochs">Epochs that were whole.</param>
    /// <param name="recorded">Rows of the next epoch that were recorded.</param>
    /// <returns>Whether the state fits: its size, and counts that these epochs can have brought about.</returns>
    internal bool TryRestore(ReadOnlySpan<float> state, int epochs, int recorded)
    {
        if (state.Length != State.Length)
            return false;
        foreach (Row row in MemoryMarshal.Cast<float, Row>(state))
        {
            if (!row.IsPossible(epochs + 1))
                return false;
        }

        state.CopyTo(State);
        Epochs = epochs;
        _recorded = recorded;
        return true;
    }

    // Floats only, so that a checkpoint can hold the rows as they are.
    [StructLayout(LayoutKind.Sequential)]
    private struct Row
    {
        private float _epochs;
        private float _mean;
        private float _squares;
        private float _margin;
        private float _error;
        private float _correct;
        private float _forgotten;
        private float _wasCorrect;

        public readonly int Epochs => (int)_epochs;

        public readonly bool IsPossible(int epochs) =>
            _epochs >= 0 && _epochs <= epochs && _mean >= 0 && _mean <= 1.001f && _squares >= 0 && float.IsFinite(_squares)
            && float.IsFinite(_margin) && _error >= 0 && float.IsFinite(_error)
            && _correct >= 0 && _correct <= _epochs && _forgotten >= 0 && _forgotten <= _correct && _wasCorrect is 0 or 1;

        public void Add(ReadOnlySpan<float> z, ReadOnlySpan<float> probabilities, int label, bool correct, int errorEpochs)
        {
            float other = float.NegativeInfinity;
            for (int k = 0; k < z.Length; k++)
                other = k != label && z[k] > other ? z[k] : other;
            _margin += z[label] - other;
            if (_epochs < errorEpochs)
                _error += MathF.Sqrt(SquaredError(probabilities, label));

            // Welford (1962): mean and squared deviations in one pass, without the loss of a difference of squares.
            double p = probabilities[label];
            double change = p - _mean;
            double mean = _mean + (change / (_epochs + 1));
            _squares += (float)(change * (p - mean));
            _mean = (float)mean;
            float now = correct ? 1 : 0;
            _correct += now;
            _forgotten += _wasCorrect > now ? 1 : 0;
            _wasCorrect = now;
            _epochs++;
        }

        private static float SquaredError(ReadOnlySpan<float> probabilities, int label)
        {
            float sum = (1 - probabilities[label]) * (1 - probabilities[label]);
            for (int k = 0; k < probabilities.Length; k++)
                sum += k == label ? 0 : probabilities[k] * probabilities[k];
            return sum;
        }

        public readonly DynamicsScores Scores(int errorEpochs) => new(
            _mean, Math.Sqrt(_squares / _epochs), _correct / (double)_epochs, _margin / (double)_epochs, _forgotten, _correct > 0, _error / (double)Math.Min(_epochs, errorEpochs));
    }
}
