using Misread.Evaluation;

namespace Misread.Charts;

/// <summary>The part of a confusion matrix that is drawn: all classes, or those with the most errors where there are too many.</summary>
internal sealed class ConfusionCells
{
    /// <summary>More classes than this cannot be told apart in one picture.</summary>
    public const int MaxClasses = 100;

    private readonly ConfusionMatrix _confusion;
    private readonly int[] _classes;
    private readonly int[] _labelCounts;

    public ConfusionCells(ConfusionMatrix confusion)
    {
        _confusion = confusion;
        _classes = [.. Enumerable.Range(0, confusion.ClassCount)];
        if (_classes.Length > MaxClasses)
        {
            // Errors from and to a class; the order of the classes stays.
            int[] errors = [.. _classes.Select(k => confusion.LabelCount(k) + confusion.PredictedCount(k) - (2 * confusion[k, k]))];
            _classes = [.. _classes.OrderByDescending(k => errors[k]).Take(MaxClasses).Order()];
        }

        _labelCounts = [.. _classes.Select(confusion.LabelCount)];
    }

    /// <summary>The number of rows and of columns that are drawn.</summary>
    public int Count => _classes.Length;

    /// <summary>The name of the class of a row or column.</summary>
    public string Name(int i) => _confusion.ClassNames[_classes[i]];

    /// <summary>The number of images in a cell.</summary>
    public int Images(int label, int predicted) => _confusion[_classes[label], _classes[predicted]];

    /// <summary>The number of images of a row, with those in columns that are not drawn.</summary>
    public int LabelCount(int label) => _labelCounts[label];

    /// <summary>A cell's share of its row, 0 … 1; 0 in a row without images.</summary>
    public double Share(int label, int predicted) =>
        _labelCounts[label] == 0 ? 0 : Images(label, predicted) / (double)_labelCounts[label];

    /// <summary>The greatest value beside the diagonal; 0 where there is no error.</summary>
    public double MostErrors(Func<int, int, double> value)
    {
        double most = 0;
        for (int label = 0; label < Count; label++)
        {
            for (int predicted = 0; predicted < Count; predicted++)
                most = label == predicted ? most : Math.Max(most, value(label, predicted));
        }

        return most;
    }
}
