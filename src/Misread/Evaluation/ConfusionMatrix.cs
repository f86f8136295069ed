using System.Globalization;
using Misread.Data;
using Misread.Formats;

namespace Misread.Evaluation;

/// <summary>
/// How often each class was read as each class, <c>[K,K]</c>: the row is the label, the column what was predicted
/// (as scikit-learn's <c>confusion_matrix</c>).
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;
    private readonly int[] _ofLabel;
    private readonly int[] _ofPrediction;

    private ConfusionMatrix(IReadOnlyList<string> classNames, int[] counts)
    {
        ClassNames = classNames;
        _counts = counts;
        (_ofLabel, _ofPrediction) = (new int[classNames.Count], new int[classNames.Count]);
        for (int label = 0; label < classNames.Count; label++)
        {
            for (int k = 0; k < classNames.Count; k++)
            {
                int count = counts[(label * classNames.Count) + k];
                _ofLabel[label] += count;
                _ofPrediction[k] += count;
            }
        }

        Total = _ofLabel.Sum();
        Correct = Enumerable.Range(0, classNames.Count).Sum(k => counts[(k * classNames.Count) + k]);
    }

    /// <summary>K class names, in the order of the rows and of the columns.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>Number of rows counted: those that bear a label.</summary>
    public int Total { get; }

    /// <summary>Number of rows predicted as their label says: the sum of the diagonal.</summary>
    public int Correct { get; }

    /// <summary>How many images labelled <paramref name="label"/> were predicted as <paramref name="predicted"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class is outside 0 … K − 1.</exception>
    public int this[int label, int predicted] => _counts[Position(label, predicted)];

    /// <summary>Counts the rows that bear a label; the others are left out.</summary>
    public static ConfusionMatrix From(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        int classes = predictions.ClassCount;
        int[] counts = new int[checked(classes * classes)];
        for (int i = 0; i < predictions.Count; i++)
        {
            if (predictions.Label(i) >= 0)
                counts[(predictions.Label(i) * classes) + predictions.Predicted(i)]++;
        }

        return new ConfusionMatrix(predictions.ClassNames, counts);
    }

    /// <summary>Wraps counts, <c>[K,K]</c> row-major, rows = label; they are copied.</summary>
    /// <exception cref="ArgumentException">There are not K × K counts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static ConfusionMatrix FromCounts(IReadOnlyList<string> classNames, ReadOnlySpan<int> counts)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (counts.Length != (long)classNames.Count * classNames.Count)
            throw new ArgumentException($"{counts.Length} counts for {classNames.Count} classes", nameof(counts));
        foreach (int count in counts)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
        return new ConfusionMatrix(classNames, counts.ToArray());
    }

    /// <summary>How many images bear this label: the sum of a row.</summary>
    public int LabelCount(int label) => _ofLabel[label];

    /// <summary>How many images were predicted as this class: the sum of a column.</summary>
    public int PredictedCount(int predicted) => _ofPrediction[predicted];

    /// <summary>Each row divided by its sum, <c>[K,K]</c> row-major: the share of a label's images read as each class.
    /// The row of a label without images is 0.</summary>
    public double[] RowNormalized()
    {
        double[] shares = new double[_counts.Length];
        for (int label = 0; label < ClassCount; label++)
        {
            int sum = LabelCount(label);
            for (int k = 0; k < ClassCount && sum > 0; k++)
                shares[(label * ClassCount) + k] = this[label, k] / (double)sum;
        }

        return shares;
    }

    /// <summary>The counts as CSV: a header of <c>label</c> and the predicted classes, then a line for each label.</summary>
    public string ToCsv()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (TableWriter csv = CsvTable.Writer(text))
        {
            csv.WriteField("label");
            foreach (string name in ClassNames)
                csv.WriteField(name);
            csv.EndRecord();
            for (int label = 0; label < ClassCount; label++)
            {
                csv.WriteField(ClassNames[label]);
                for (int k = 0; k < ClassCount; k++)
                    csv.WriteField(this[label, k]);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }

    private int Position(int label, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, ClassCount);
        return (label * ClassCount) + predicted;
    }
}
