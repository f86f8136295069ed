using MathNet.Numerics.Distributions;

namespace Misread.Evaluation;

/// <summary>
/// The mean of a table of seeds × images, with an interval that speaks of other seeds <em>and</em> other images of the kind:
/// every seed reads every image, so neither the seeds nor the images are measurements by themselves.
/// </summary>
/// <param name="Mean">The mean of the table.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="StandardError">√V, the standard error of the mean.</param>
/// <param name="DegreesOfFreedom">Of Student's t, 1 or more.</param>
/// <remarks>
/// <para>
/// Two crossed random effects, by analysis of variance: with d̄ₛ, d̄ᵢ and d̄ the means of a seed, of an image and of all,
/// MSₛ = n Σ(d̄ₛ − d̄)² / (S − 1), MSᵢ = S Σ(d̄ᵢ − d̄)² / (n − 1) and MSₑ = Σ(d − d̄ₛ − d̄ᵢ + d̄)² / ((S − 1)(n − 1)),
/// V = max(MSₛ + MSᵢ − MSₑ, MSₛ, MSᵢ) / (S n). The degrees of freedom are Satterthwaite's, at least S − 1 (F. E.
/// Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics Bulletin 2, 1946). That both
/// ways count: A. B. Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1 (2007).
/// </para>
/// <para>
/// With one seed it speaks of other images only, with one image of other seeds only. Of other training sets it never speaks.
/// </para>
/// </remarks>
public readonly record struct TwoWayInterval(double Mean, double Low, double High, double StandardError, double DegreesOfFreedom)
{
    /// <summary>The least mean that a table of this size and spread would have shown in four cases of five, 2.8 √V.</summary>
    public double LeastDetectable => 2.8 * StandardError;

    /// <summary>The interval of the mean.</summary>
    /// <param name="table"><c>[S,n]</c>: a row a seed, a column an image; rows of one length, at least one value.</param>
    /// <param name="confidence">The level, 0 … 1 exclusive; 0.95 by default.</param>
    /// <exception cref="ArgumentException">There is no value, or the rows differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public static TwoWayInterval Of(IReadOnlyList<sbyte[]> table, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Count == 0 || table[0].Length == 0 || table.Any(row => row.Length != table[0].Length))
            throw new ArgumentException("expected rows of one length and at least one value", nameof(table));
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "expected a level between 0 and 1");
        (int seeds, int images) = (table.Count, table[0].Length);
        double cells = (double)seeds * images;
        (double mean, double ofSeeds, double ofImages, double residual) = SquareSums(table);
        (double ds, double di) = (seeds - 1, images - 1);
        double msSeeds = seeds == 1 ? 0 : ofSeeds / ds;
        double msImages = images == 1 ? 0 : ofImages / di;
        double msResidual = seeds == 1 || images == 1 ? 0 : residual / (ds * di);
        double combined = msSeeds + msImages - msResidual;
        double error = Math.Sqrt(Math.Max(combined, Math.Max(msSeeds, msImages)) / cells);
        double freedom = Satterthwaite(Math.Max(0, combined), (msSeeds, ds), (msImages, di), (msResidual, ds * di));
        freedom = Math.Clamp(Math.Max(freedom, seeds == 1 ? di : ds), 1, MostFreedom);
        double half = error == 0 ? 0 : StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2) * error;
        return new TwoWayInterval(mean, mean - half, mean + half, error, freedom);
    }

    /// <summary>The same in another unit: every figure but the degrees of freedom times a factor above 0.</summary>
    public TwoWayInterval Scaled(double factor) =>
        this with { Mean = Mean * factor, Low = Low * factor, High = High * factor, StandardError = StandardError * factor };

    // More of them than this change the quantile of t by less than 1 in 10,000, and beta functions slowly.
    private const double MostFreedom = 100_000;

    private static double Satterthwaite(double combined, params ReadOnlySpan<(double MeanSquare, double Freedom)> parts)
    {
        double sum = 0;
        foreach ((double square, double freedom) in parts)
            sum += freedom == 0 ? 0 : square * square / freedom;
        return sum == 0 ? 0 : combined * combined / sum;
    }

    // Of whole numbers, so that the sums are exact until they are divided.
    private static (double Mean, double OfSeeds, double OfImages, double Residual) SquareSums(IReadOnlyList<sbyte[]> table)
    {
        long[] columns = new long[table[0].Length];
        long all = 0, squares = 0;
        double ofRows = 0;
        foreach (sbyte[] row in table)
        {
            long sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                sum += row[i];
                squares += row[i] * row[i];
                columns[i] += row[i];
            }

            ofRows += (double)sum * sum;
            all += sum;
        }

        double cells = (double)table.Count * columns.Length;
        double common = (double)all * all / cells;
        double seeds = Math.Max(0, (ofRows / columns.Length) - common);
        double images = Math.Max(0, (columns.Sum(c => (double)c * c) / table.Count) - common);
        return (all / cells, seeds, images, Math.Max(0, squares - common - seeds - images));
    }
}
