namespace Misread.Data;

/// <summary>How a row of predictions was obtained.</summary>
public enum PredictionOrigin
{
    /// <summary>The network was trained on this image (<c>train-seen</c>): it has half-memorised it.</summary>
    TrainSeen,

    /// <summary>Cross-validation: predicted by a network that was not trained on this image (<c>out-of-fold</c>).</summary>
    OutOfFold,

    /// <summary>The image was not used in training (<c>held-out</c>).</summary>
    HeldOut,

    /// <summary>Somebody else's prediction, of which it is not known whether its model was trained on the image (<c>given</c>).</summary>
    Given,
}

/// <summary>
/// What some model says of some images: ids, given labels, class probabilities <c>[N,K]</c>, and how each row was obtained.
/// Everything after training is a function of a <see cref="Dataset"/> and this; nothing asks which model made it.
/// </summary>
/// <remarks>Immutable and thread-safe. Ties go to the lowest class number.</remarks>
public sealed class Predictions
{
    private readonly float[] _probabilities;
    private readonly int[] _labels;
    private readonly int[] _predicted;
    private readonly string[] _ids;
    private readonly PredictionOrigin[] _origins;

    /// <summary>Creates predictions; the arrays are not copied and must not be written afterwards.</summary>
    /// <param name="ids"><c>[N]</c> stable ids, as in <see cref="Dataset.Id(int)"/>.</param>
    /// <param name="labels"><c>[N]</c> given labels, 0 … K − 1, or −1 for none.</param>
    /// <param name="probabilities"><c>[N,K]</c>, row-major; each row finite, non-negative and summing to 1 within 1e-3.</param>
    /// <param name="origins"><c>[N]</c> how each row was obtained.</param>
    /// <param name="classNames">K class names.</param>
    /// <exception cref="ArgumentException">Lengths disagree, a label is out of range, or a row is not a distribution.</exception>
    public Predictions(
        string[] ids,
        int[] labels,
        float[] probabilities,
        PredictionOrigin[] origins,
        IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(origins);
        ArgumentNullException.ThrowIfNull(classNames);
        int classes = classNames.Count;
        if (labels.Length != ids.Length || origins.Length != ids.Length || probabilities.LongLength != (long)ids.Length * classes)
        {
            throw new ArgumentException(
                $"{ids.Length} ids, {labels.Length} labels, {origins.Length} origins and {probabilities.LongLength} probabilities for {classes} classes do not fit");
        }

        ClassNames = classNames;
        _ids = ids;
        _labels = labels;
        _probabilities = probabilities;
        _origins = origins;
        _predicted = new int[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            if (labels[i] < -1 || labels[i] >= classes)
                throw new ArgumentException($"row {i}: label {labels[i]} is outside 0 … {classes - 1}", nameof(labels));
            _predicted[i] = CheckedArgMax(i);
        }
    }

    /// <summary>Number of rows, <c>N</c>.</summary>
    public int Count => _ids.Length;

    /// <summary>K class names, in the order of the columns.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>
    /// Whether only the class that was read, and perhaps its confidence, is known: the rest of each row is shared out evenly, and what
    /// depends on it (runner-up, margin, entropy, log loss) says nothing.
    /// </summary>
    public bool IsTopOnly { get; init; }

    /// <summary>The stable id of row <paramref name="i"/>.</summary>
    public string Id(int i) => _ids[i];

    /// <summary>The given label of row <paramref name="i"/>, or −1 when it has none.</summary>
    public int Label(int i) => _labels[i];

    /// <summary>How row <paramref name="i"/> was obtained.</summary>
    public PredictionOrigin Origin(int i) => _origins[i];

    /// <summary>The class probabilities of row <paramref name="i"/>, <c>[K]</c>.</summary>
    public ReadOnlySpan<float> Probabilities(int i) => _probabilities.AsSpan(i * ClassCount, ClassCount);

    /// <summary>The class with the greatest probability in row <paramref name="i"/>; ties go to the lowest number.</summary>
    public int Predicted(int i) => _predicted[i];

    /// <summary>Whether row <paramref name="i"/> bears a label and is predicted otherwise.</summary>
    public bool IsMisread(int i) => _labels[i] >= 0 && _predicted[i] != _labels[i];

    /// <summary>The greatest probability of row <paramref name="i"/>, 1/K … 1.</summary>
    public float Confidence(int i) => Probabilities(i)[_predicted[i]];

    /// <summary>The greatest probability less the second greatest, 0 … 1 (1 when there is one class).</summary>
    public float Margin(int i)
    {
        int second = RunnerUp(i);
        return second < 0 ? 1 : Confidence(i) - Probabilities(i)[second];
    }

    /// <summary>The class with the second greatest probability, or −1 when there is one class; ties go to the lowest number.</summary>
    public int RunnerUp(int i)
    {
        ReadOnlySpan<float> p = Probabilities(i);
        int second = -1;
        for (int k = 0; k < p.Length; k++)
        {
            if (k != _predicted[i] && (second < 0 || p[k] > p[second]))
                second = k;
        }

        return second;
    }

    /// <summary>Shannon entropy of row <paramref name="i"/> in nats, 0 … ln K.</summary>
    public double Entropy(int i)
    {
        double sum = 0;
        foreach (float p in Probabilities(i))
        {
            if (p > 0)
                sum -= p * Math.Log(p);
        }

        return sum;
    }

    /// <summary>The given rows, in the given order (a row may occur more than once); the probabilities are copied.</summary>
    /// <param name="rows">Positions in these predictions, 0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside these predictions.</exception>
    public Predictions Subset(ReadOnlySpan<int> rows)
    {
        var ids = new string[rows.Length];
        var labels = new int[rows.Length];
        var origins = new PredictionOrigin[rows.Length];
        var probabilities = new float[checked(rows.Length * ClassCount)];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            if ((uint)row >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"expected 0 … {Count - 1}");
            ids[i] = _ids[row];
            labels[i] = _labels[row];
            origins[i] = _origins[row];
            Probabilities(row).CopyTo(probabilities.AsSpan(i * ClassCount));
        }

        return new Predictions(ids, labels, probabilities, origins, ClassNames) { IsTopOnly = IsTopOnly };
    }

    /// <summary>The same rows with other classes, found by name; a class that is new has probability 0.</summary>
    /// <param name="classNames">All of <see cref="ClassNames"/> in any order, and perhaps more.</param>
    /// <exception cref="ArgumentException">A class is missing.</exception>
    public Predictions WithClassNames(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (ClassNames.SequenceEqual(classNames, StringComparer.Ordinal))
            return this;
        string[] names = [.. classNames];
        int[] number = [.. ClassNames.Select(name => Array.IndexOf(names, name))];
        if (number.Contains(-1))
            throw new ArgumentException($"'{ClassNames[Array.IndexOf(number, -1)]}' is not among the classes", nameof(classNames));
        float[] probabilities = new float[checked(Count * names.Length)];
        for (int i = 0; i < Count; i++)
        {
            for (int k = 0; k < ClassCount; k++)
                probabilities[(i * names.Length) + number[k]] = _probabilities[(i * ClassCount) + k];
        }

        return new Predictions(_ids, [.. _labels.Select(k => k < 0 ? k : number[k])], probabilities, _origins, names) { IsTopOnly = IsTopOnly };
    }

    private int CheckedArgMax(int i)
    {
        ReadOnlySpan<float> p = Probabilities(i);
        int best = 0;
        double sum = 0;
        for (int k = 0; k < p.Length; k++)
        {
            if (!(p[k] >= 0))
                throw new ArgumentException($"row {i}: probability {p[k]} of class {k} is not a number of 0 or more");
            sum += p[k];
            if (p[k] > p[best])
                best = k;
        }

        if (!(Math.Abs(sum - 1) <= 1e-3))
            throw new ArgumentException($"row {i}: the probabilities sum to {sum}, expected 1");
        return best;
    }
}
