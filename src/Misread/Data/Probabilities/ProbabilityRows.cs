using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Misread.IO;

namespace Misread.Data;

/// <summary>What one look at a row of numbers shows: their sum, the least, and the two greatest (equal when they tie).</summary>
internal readonly record struct RowShape(double Sum, double Least, double First, double Second);

/// <summary>The shapes of four rows, a lane each, and in each the first class with the greatest number.</summary>
internal readonly record struct FourShapes(Vector256<double> Sum, Vector256<double> Least, Vector256<double> First, Vector256<double> Second, Vector256<double> Top);

/// <summary>
/// When a row of numbers is a distribution over classes. Single-precision softmax gives rows that sum to 1.00001 or
/// hold a 1.0000001, and half precision is coarser; such rows are meant well and are put right, others are refused.
/// </summary>
/// <remarks>
/// A row is taken as it stands when no probability exceeds 1 and the sum is within <see cref="ExactTolerance"/> of 1; it
/// is divided by its sum when that is within <see cref="Tolerance"/>; otherwise, and when a number is negative or not a
/// number, it is not a distribution.
/// </remarks>
public static class ProbabilityRows
{
    /// <summary>How far from 1 the sum of a row may be: 10⁻³, as <see cref="Predictions"/> has it (half precision rounds by 2⁻¹¹).</summary>
    public const double Tolerance = 1e-3;

    /// <summary>How far from 1 the sum of a row may be for it to be used without dividing by the sum: 10⁻⁵.</summary>
    public const double ExactTolerance = 1e-5;

    /// <summary>Below this many classes, merging the lanes costs more than they save.</summary>
    private const int ShortestInLanes = 24;

    /// <summary>The sum, least and two greatest of a row of one number or more. NaN shows in the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static RowShape ShapeOf(ReadOnlySpan<double> row)
    {
        double sum = 0;
        double least = double.PositiveInfinity;
        double first = double.NegativeInfinity;
        double second = double.NegativeInfinity;
        int j = 0;
        if (Vector256.IsHardwareAccelerated && row.Length >= ShortestInLanes)
        {
            // Four lanes, each with its own two greatest; they are merged like four more numbers and their runners-up.
            Vector256<double> sums = Vector256<double>.Zero;
            var lows = Vector256.Create(least);
            var firsts = Vector256.Create(first);
            Vector256<double> seconds = firsts;
            for (; j <= row.Length - 4; j += 4)
            {
                var p = Vector256.Create(row.Slice(j, 4));
                sums += p;
                lows = Vector256.MinNative(lows, p);
                seconds = Vector256.MaxNative(seconds, Vector256.MinNative(firsts, p));
                firsts = Vector256.MaxNative(firsts, p);
            }

            sum = Vector256.Sum(sums);
            for (int lane = 0; lane < 4; lane++)
            {
                least = double.MinNative(least, lows[lane]);
                second = double.MaxNative(double.MaxNative(second, seconds[lane]), double.MinNative(first, firsts[lane]));
                first = double.MaxNative(first, firsts[lane]);
            }
        }

        for (; j < row.Length; j++)
        {
            double p = row[j];
            sum += p;
            least = double.MinNative(least, p);
            second = double.MaxNative(second, double.MinNative(first, p));
            first = double.MaxNative(first, p);
        }

        return new RowShape(sum, least, first, second);
    }

    /// <summary>Whether four rows at a time are faster than each for itself, which has lanes of its own from this many classes on.</summary>
    internal static bool PayInFours(int classes) => Vector256.IsHardwareAccelerated && classes < ShortestInLanes;

    /// <summary>What <see cref="ShapeOf"/> finds, to the bit, in four short rows at once, without a branch.</summary>
    /// <param name="rows"><c>[4,K]</c>, K less than the rows in lanes have (<see cref="PayInFours"/>).</param>
    /// <param name="classes">K.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FourShapes ShapesOfFour(ReadOnlySpan<double> rows, int classes)
    {
        ReadOnlySpan<double> a = rows[..classes];
        ReadOnlySpan<double> b = rows.Slice(classes, classes);
        ReadOnlySpan<double> c = rows.Slice(2 * classes, classes);
        ReadOnlySpan<double> d = rows.Slice(3 * classes, classes);
        Vector256<double> sum = Vector256<double>.Zero;
        var least = Vector256.Create(double.PositiveInfinity);
        var first = Vector256.Create(double.NegativeInfinity);
        Vector256<double> second = first;
        Vector256<double> top = sum;
        Vector256<double> number = sum;
        for (int j = 0; j < a.Length; j++)
        {
            var p = Vector256.Create(a[j], b[j], c[j], d[j]);
            sum += p;
            least = Vector256.MinNative(least, p);
            second = Vector256.MaxNative(second, Vector256.MinNative(first, p));
            top = Vector256.ConditionalSelect(Vector256.GreaterThan(p, first), number, top);
            first = Vector256.MaxNative(first, p);
            number += Vector256<double>.One;
        }

        return new FourShapes(sum, least, first, second, top);
    }

    /// <summary>Whether all four rows are distributions that are used as they stand.</summary>
    internal static bool AreExact(in FourShapes rows) =>
        Vector256.GreaterThanOrEqualAll(rows.Least, Vector256<double>.Zero)
        && Vector256.LessThanOrEqualAll(Vector256.Abs(rows.Sum - Vector256<double>.One), Vector256.Create(ExactTolerance))
        && Vector256.LessThanOrEqualAll(rows.First, Vector256<double>.One);

    /// <summary>Whether the row is a distribution within <see cref="Tolerance"/>.</summary>
    internal static bool IsDistribution(in RowShape shape) => shape.Least >= 0 && Math.Abs(shape.Sum - 1) <= Tolerance;

    /// <summary>Whether a distribution is to be divided by its sum before use.</summary>
    internal static bool NeedsScaling(in RowShape shape) => shape.First > 1 || Math.Abs(shape.Sum - 1) > ExactTolerance;

    /// <summary>The lowest number of the class whose probability equals <paramref name="greatest"/>, which occurs in the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int IndexOf(ReadOnlySpan<double> row, double greatest)
    {
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var wanted = Vector256.Create(greatest);
            while (j <= row.Length - 4 && !Vector256.EqualsAny(Vector256.Create(row.Slice(j, 4)), wanted))
                j += 4;
        }

        while (row[j] != greatest)
            j++;
        return j;
    }

    /// <summary>Says in one sentence why a row is not a distribution, and what to do.</summary>
    internal static DataFormatException Refusal(string source, int row, ReadOnlySpan<double> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k]))
                return new DataFormatException($"{source}: row {row}: expected probabilities, found {values[k]} for class {k}; see what the model gave for this row.");
        }

        RowShape shape = ShapeOf(values);
        return shape.Least < 0
            ? new DataFormatException(
                $"{source}: row {row}: expected probabilities of 0 or more, found {shape.Least:G6} for class {IndexOf(values, shape.Least)}; if these are logits, add --softmax.")
            : new DataFormatException(
                $"{source}: row {row}: expected probabilities that sum to 1 within {Tolerance}, found a sum of {shape.Sum:G8}; if these are logits, add --softmax.");
    }
}
