using System.Globalization;
using System.Text;
using Misread.Data;

namespace Misread.Evaluation;

/// <summary>
/// Precision, recall, F1 and support of each class, with their averages: the values and the text of scikit-learn's
/// <c>classification_report</c>, but that every class has a line.
/// </summary>
/// <remarks>
/// A quotient whose divisor is 0 is 0, as with scikit-learn's default <c>zero_division</c>: the precision of a class that
/// is never predicted, the recall of a class without images. A class that is neither a label nor predicted does not occur:
/// its scores are 0 and its support is 0, and it does not count in the macro average. Immutable and thread-safe.
/// </remarks>
public sealed class ClassificationReport
{
    private ClassificationReport(IReadOnlyList<ClassScores> perClass, double accuracy, AverageScores macro, AverageScores weighted)
    {
        PerClass = perClass;
        Accuracy = accuracy;
        MacroAverage = macro;
        WeightedAverage = weighted;
    }

    /// <summary>The scores of each class, in the order of the class numbers.</summary>
    public IReadOnlyList<ClassScores> PerClass { get; }

    /// <summary>The share of labelled images predicted as labelled, 0 … 1; 0 when there are none.</summary>
    public double Accuracy { get; }

    /// <summary>The plain mean over the classes that occur, as a label or as a prediction.</summary>
    public AverageScores MacroAverage { get; }

    /// <summary>The mean weighted by each class's support; 0 when there are no labelled images.</summary>
    public AverageScores WeightedAverage { get; }

    /// <summary>Scores the rows that bear a label.</summary>
    public static ClassificationReport From(Predictions predictions) => From(ConfusionMatrix.From(predictions));

    /// <summary>Scores a confusion matrix.</summary>
    public static ClassificationReport From(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var scores = new ClassScores[confusion.ClassCount];
        for (int k = 0; k < scores.Length; k++)
        {
            int support = confusion.LabelCount(k);
            double precision = Quotient(confusion[k, k], confusion.PredictedCount(k));
            double recall = Quotient(confusion[k, k], support);
            scores[k] = new ClassScores(confusion.ClassNames[k], precision, recall, HarmonicMean(precision, recall), support);
        }

        int total = confusion.Total;
        bool[] occurs = [.. Enumerable.Range(0, scores.Length).Select(k => scores[k].Support > 0 || confusion.PredictedCount(k) > 0)];
        return new ClassificationReport(
            scores,
            Quotient(confusion.Correct, total),
            Average(scores, k => occurs[k] ? 1 : 0, occurs.Count(o => o), total),
            Average(scores, k => scores[k].Support, total, total));
    }

    /// <summary>The report as text, character for character as scikit-learn lays it out; lines end in a line feed.</summary>
    /// <remarks>
    /// Compared with release 1.2, whose one difference is corrected here as in its release 1.5: with a class that is neither
    /// a label nor predicted, 1.2 heads the line of the accuracy <c>micro avg</c>.
    /// </remarks>
    /// <param name="digits">Decimals of each score, 1 … 15.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is out of range.</exception>
    public string ToText(int digits = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
        string format = string.Create(CultureInfo.InvariantCulture, $"F{digits}");
        int width = Math.Max("weighted avg".Length, digits);
        foreach (ClassScores scores in PerClass)
            width = Math.Max(width, Length(scores.Name));
        var text = new StringBuilder();
        Line("", "precision", "recall", "f1-score", "support");
        text.Append('\n');
        foreach (ClassScores s in PerClass)
            Line(s.Name, Number(s.Precision), Number(s.Recall), Number(s.F1Score), Whole(s.Support));
        text.Append('\n');

        // scikit-learn prints the micro-averaged F1 as the accuracy; they are equal but for the last bit.
        Line("accuracy", "", "", Number(HarmonicMean(Accuracy, Accuracy)), Whole(MacroAverage.Support));
        foreach ((string name, AverageScores s) in new[] { ("macro avg", MacroAverage), ("weighted avg", WeightedAverage) })
            Line(name, Number(s.Precision), Number(s.Recall), Number(s.F1Score), Whole(s.Support));
        return text.ToString();

        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);

        static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

        void Line(string name, params ReadOnlySpan<string> cells)
        {
            text.Append(' ', width - Length(name)).Append(name).Append(' ');
            foreach (string cell in cells)
                text.Append(' ').Append(cell.PadLeft(9));
            text.Append('\n');
        }
    }

    /// <summary>Python counts code points where C# counts UTF-16 units.</summary>
    private static int Length(string name)
    {
        int length = 0;
        foreach (Rune _ in name.EnumerateRunes())
            length++;
        return length;
    }

    private static AverageScores Average(ClassScores[] scores, Func<int, double> weight, double weights, int total)
    {
        double[] weighted = new double[scores.Length];
        return new AverageScores(Mean(s => s.Precision), Mean(s => s.Recall), Mean(s => s.F1Score), total);

        double Mean(Func<ClassScores, double> score)
        {
            for (int k = 0; k < scores.Length; k++)
                weighted[k] = score(scores[k]) * weight(k);
            return Quotient(PairwiseSum.Of(weighted), weights);
        }
    }

    private static double Quotient(double dividend, double divisor) => divisor == 0 ? 0 : dividend / divisor;

    private static double HarmonicMean(double a, double b) => Quotient(2 * a * b, a + b);
}
