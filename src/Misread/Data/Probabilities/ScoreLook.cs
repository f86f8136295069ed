using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>What rows of numbers, one a class, look like.</summary>
public enum ScoreKind
{
    /// <summary>Probabilities: 0 or more, every row sums to 1 within <see cref="ProbabilityRows.Tolerance"/>.</summary>
    Probabilities,

    /// <summary>Probabilities that were rounded or cut: every row sums to nearly 1.</summary>
    Rounded,

    /// <summary>Per cent: every row sums to nearly 100.</summary>
    Percentages,

    /// <summary>Logarithms of probabilities: none is positive, and the exponentials sum to nearly 1.</summary>
    LogProbabilities,

    /// <summary>Independent scores of 0 … 1 for each class, whose sums mean nothing.</summary>
    Sigmoid,

    /// <summary>Any other numbers: logits, most likely.</summary>
    Logits,

    /// <summary>A number is missing or infinite, or a row is all zero.</summary>
    Broken,
}

/// <summary>What numbers look like, over many rows.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="LeastSum">The least sum of a row.</param>
/// <param name="GreatestSum">The greatest sum of a row.</param>
/// <param name="BadRow">The first row that is missing, infinite or all zero, or −1.</param>
/// <param name="BadColumn">The column of the number that is missing or infinite, or −1.</param>
internal sealed record ScoreLook(ScoreKind Kind, double LeastSum, double GreatestSum, int BadRow, int BadColumn)
{
    /// <summary>How far sums of rounded rows may be from 1, or of percentages from 100 (relative).</summary>
    private const double RoundedTolerance = 0.02;

    private const int BlockRows = 1024;

    /// <summary>Looks at the first rows.</summary>
    /// <param name="matrix">Any numbers.</param>
    /// <param name="rows">The greatest number of rows that are looked at.</param>
    public static ScoreLook Of(ProbabilityMatrix matrix, int rows = int.MaxValue)
    {
        int classes = matrix.ClassCount;
        rows = Math.Min(rows, matrix.Count);
        double[] buffer = new double[Math.Min(rows, BlockRows) * classes];
        var seen = new Extremes();
        for (int first = 0; first < rows; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - first);
            ReadOnlySpan<double> block = matrix.Rows(first, count, buffer);
            for (int i = 0; i < count; i++)
                seen.Add(block.Slice(i * classes, classes), first + i);
        }

        return new ScoreLook(seen.Kind(Slack(seen, classes)), seen.LeastSum, seen.GreatestSum, seen.BadRow, seen.BadColumn);
    }

    /// <summary>What to say of numbers that are no probabilities, with the remedy that fits.</summary>
    public ScoresException Refusal(string source, Func<int, string> column)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        string what = Kind switch
        {
            ScoreKind.Broken when BadColumn >= 0 => string.Create(plain, $"row {BadRow}: expected a number for {column(BadColumn)}, found one that is missing or infinite (NaN or Inf); see what the model gave for this image"),
            ScoreKind.Broken => string.Create(plain, $"row {BadRow}: expected probabilities that sum to 1, found zeros only; see why the model gave nothing for this image"),
            ScoreKind.LogProbabilities => "the numbers look like log-probabilities (none is positive, their exponentials sum to 1); save their exponentials, or take the softmax, which comes to the same",
            ScoreKind.Percentages => "the numbers look like percentages; save them divided by 100",
            ScoreKind.Sigmoid => string.Create(plain, $"the numbers lie within 0 … 1, but rows sum to {LeastSum:G4} … {GreatestSum:G4} instead of 1: they look like independent (sigmoid) scores, or a column is missing or too many; divide each row by its sum if they are scores of classes that exclude each other"),
            _ => string.Create(plain, $"expected probabilities, found rows that sum to {LeastSum:G4} … {GreatestSum:G4}: the numbers look like logits; take their softmax"),
        };
        return new ScoresException(Kind, $"{source}: {what}.");
    }

    private static double Slack(Extremes seen, int classes) =>
        seen.Decimals is > 0 and <= 4 ? Math.Clamp(classes * 0.5 * Math.Pow(10, -seen.Decimals), RoundedTolerance, 0.5) : RoundedTolerance;

    /// <summary>What is gathered over the rows.</summary>
    private sealed class Extremes
    {
        private double _least = double.PositiveInfinity;
        private double _greatest = double.NegativeInfinity;
        private double _leastExponential = double.PositiveInfinity;
        private double _greatestExponential = double.NegativeInfinity;

        public double LeastSum { get; private set; } = double.PositiveInfinity;

        public double GreatestSum { get; private set; } = double.NegativeInfinity;

        public int BadRow { get; private set; } = -1;

        public int BadColumn { get; private set; } = -1;

        /// <summary>The most decimals of any number, up to 5.</summary>
        public int Decimals { get; private set; }

        public void Add(ReadOnlySpan<double> row, int number)
        {
            (double sum, double exponentials, bool zero) = (0, 0, true);
            for (int k = 0; k < row.Length; k++)
            {
                double x = row[k];
                if ((!double.IsFinite(x) && x is not double.NegativeInfinity) && BadRow < 0)
                    (BadRow, BadColumn) = (number, k);
                sum += x;
                exponentials += Math.Exp(x);
                zero &= x == 0;
                _least = Math.Min(_least, x);
                _greatest = Math.Max(_greatest, x);
                while (Decimals < 5 && !IsRounded(x, Decimals))
                    Decimals++;
            }

            if (zero && BadRow < 0)
                BadRow = number;
            LeastSum = Math.Min(LeastSum, sum);
            GreatestSum = Math.Max(GreatestSum, sum);
            _leastExponential = Math.Min(_leastExponential, exponentials);
            _greatestExponential = Math.Max(_greatestExponential, exponentials);
        }

        public ScoreKind Kind(double slack)
        {
            if (BadRow >= 0 && (BadColumn >= 0 || _least >= 0))
                return ScoreKind.Broken;
            if (_greatest <= 0 && Math.Abs(_leastExponential - 1) <= RoundedTolerance && Math.Abs(_greatestExponential - 1) <= RoundedTolerance)
                return ScoreKind.LogProbabilities;
            if (double.IsNegativeInfinity(_least))
                return ScoreKind.Logits;
            if (_least < 0)
                return ScoreKind.Logits;
            if (Within(1, ProbabilityRows.Tolerance))
                return ScoreKind.Probabilities;
            if (Within(1, slack))
                return ScoreKind.Rounded;
            if (Within(100, 100 * RoundedTolerance))
                return ScoreKind.Percentages;
            return _greatest <= 1 ? ScoreKind.Sigmoid : ScoreKind.Logits;
        }

        private bool Within(double sum, double slack) => Math.Abs(LeastSum - sum) <= slack && Math.Abs(GreatestSum - sum) <= slack;

        private static bool IsRounded(double x, int decimals)
        {
            double scaled = x * Math.Pow(10, decimals);
            return Math.Abs(scaled - Math.Round(scaled)) < 1e-6;
        }
    }
}

/// <summary>Numbers that should be probabilities and are something else; <see cref="Kind"/> says what they look like.</summary>
public sealed class ScoresException : DataFormatException
{
    internal ScoresException(ScoreKind kind, string message)
        : base(message) => Kind = kind;

    /// <summary>What the numbers look like.</summary>
    public ScoreKind Kind { get; }
}

/// <summary>Rows divided by their sums.</summary>
internal sealed class NormalizedProbabilities(ProbabilityMatrix inner) : ProbabilityMatrix(inner.Count, inner.ClassCount, inner.Source)
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        ReadOnlySpan<double> rows = inner.Rows(first, count, buffer);
        if (!rows.Overlaps(buffer))
            rows.CopyTo(buffer);
        for (int i = 0; i < count; i++)
        {
            Span<double> row = buffer.Slice(i * ClassCount, ClassCount);
            System.Numerics.Tensors.TensorPrimitives.Divide(row, System.Numerics.Tensors.TensorPrimitives.Sum<double>(row), row);
        }

        return buffer;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
