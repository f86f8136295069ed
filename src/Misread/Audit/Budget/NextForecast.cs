using MathNet.Numerics;
using Misread.Numerics;

namespace Misread.Audit;

/// <summary>How many of the next images of the queue are likely wrong.</summary>
/// <param name="Images">How many images are next, 50 or those that are left.</param>
/// <param name="Expected">Expected number of wrong labels among them.</param>
/// <param name="Low">Lower end of a 90 % prediction interval.</param>
/// <param name="High">Upper end of it.</param>
/// <remarks>
/// The expected number is that of a logistic regression of the verdicts on the suspicion (priors: intercept N(0, 3²), slope
/// N(1, 1)). By itself its interval is too narrow where the suspicion misleads, so the union is told with that of a rate which
/// forgets by half in 25 verdicts. It is good near the front of the queue and nowhere else.
/// </remarks>
public readonly record struct NextForecast(int Images, double Expected, int Low, int High)
{
    /// <summary>Images that are forecast.</summary>
    public const int Ahead = 50;

    private const int Steps = 15;
    private const int Draws = 400;
    private const double HalfLife = 25;

    /// <summary>Forecasts.</summary>
    /// <param name="verdicts">Suspicion, standardised, and verdict of the images that were reviewed, the oldest first.</param>
    /// <param name="isQueue">Whether each came from the queue.</param>
    /// <param name="next">Suspicion, standardised, of the images that are next.</param>
    /// <param name="seed">Of the draws.</param>
    internal static NextForecast Of(
        IReadOnlyList<(double Suspicion, bool Wrong)> verdicts, IReadOnlyList<bool> isQueue, double[] next, long seed)
    {
        if (next.Length == 0)
            return default;
        (double[] mode, double[] covariance) = Fit(verdicts);
        double[] regression = Regression(mode, covariance, next, seed);
        double[] rate = DiscountedRate(verdicts, isQueue, next.Length);
        return new NextForecast(
            next.Length,
            next.Sum(x => Chance(mode[0] + (mode[1] * x))),
            Math.Min(Quantile(regression, 0.05), Quantile(rate, 0.05)),
            Math.Max(Quantile(regression, 0.95), Quantile(rate, 0.95)));
    }

    private static double Chance(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary>The mode by Newton's method, and the inverse Hessian there: variance, covariance, variance.</summary>
    private static (double[] Mode, double[] Covariance) Fit(IReadOnlyList<(double Suspicion, bool Wrong)> verdicts)
    {
        (double a, double b) = (0, 1);
        double[] inverse = [9, 0, 1];
        for (int step = 0; step <= Steps; step++)
        {
            (double ga, double gb) = (-a / 9, 1 - b);
            (double haa, double hab, double hbb) = (1 / 9.0, 0, 1);
            foreach ((double x, bool wrong) in verdicts)
            {
                double p = Chance(a + (b * x));
                double miss = (wrong ? 1 : 0) - p;
                double weight = p * (1 - p);
                (ga, gb) = (ga + miss, gb + (miss * x));
                (haa, hab, hbb) = (haa + weight, hab + (weight * x), hbb + (weight * x * x));
            }

            double determinant = (haa * hbb) - (hab * hab);
            inverse = [hbb / determinant, -hab / determinant, haa / determinant];
            if (step == Steps)
                break;
            a += Math.Clamp((inverse[0] * ga) + (inverse[1] * gb), -2, 2);
            b += Math.Clamp((inverse[1] * ga) + (inverse[2] * gb), -2, 2);
        }

        return ([a, b], inverse);
    }

    /// <summary>The distribution of the number, <c>[n + 1]</c>: the mean of Poisson-binomial ones over draws of the coefficients.</summary>
    private static double[] Regression(double[] mode, double[] covariance, double[] next, long seed)
    {
        double sdA = Math.Sqrt(covariance[0]);
        double slope = covariance[1] / sdA;
        double rest = Math.Sqrt(Math.Max(0, covariance[2] - (slope * slope)));
        double[] mean = new double[next.Length + 1];
        var random = new Prng(seed);
        for (int draw = 0; draw < Draws; draw++)
        {
            double z = random.NextNormal();
            double a = mode[0] + (sdA * z);
            double b = mode[1] + (slope * z) + (rest * random.NextNormal());
            double[] count = new double[next.Length + 1];
            count[0] = 1;
            for (int i = 0; i < next.Length; i++)
            {
                double p = Chance(a + (b * next[i]));
                for (int k = i + 1; k > 0; k--)
                    count[k] = (count[k] * (1 - p)) + (count[k - 1] * p);
                count[0] *= 1 - p;
            }

            for (int k = 0; k < mean.Length; k++)
                mean[k] += count[k] / Draws;
        }

        return mean;
    }

    private static double[] DiscountedRate(IReadOnlyList<(double Suspicion, bool Wrong)> verdicts, IReadOnlyList<bool> isQueue, int count)
    {
        (double a, double b, double weight) = (0.5, 0.5, 1);
        for (int i = verdicts.Count - 1; i >= 0; i--)
        {
            if (!isQueue[i])
                continue;
            (a, b) = verdicts[i].Wrong ? (a + weight, b) : (a, b + weight);
            weight *= Math.Pow(2, -1 / HalfLife);
        }

        return [.. Enumerable.Range(0, count + 1).Select(k => Math.Exp(
            SpecialFunctions.BinomialLn(count, k) + BetaLn(k + a, count - k + b) - BetaLn(a, b)))];

        static double BetaLn(double a, double b) => SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b);
    }

    private static int Quantile(double[] distribution, double share)
    {
        double sum = 0;
        for (int k = 0; k < distribution.Length; k++)
        {
            sum += distribution[k];
            if (sum >= share)
                return k;
        }

        return distribution.Length - 1;
    }
}
