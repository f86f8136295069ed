namespace Misread.Audit;

/// <summary>A range of a number of images, both ends included.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
public readonly record struct CountRange(int Low, int High);

/// <summary>
/// How many of N images are wrong, of which some have been looked at: a confidence sequence, which holds at all times at
/// once, so that one may look after every verdict and stop when one likes.
/// </summary>
/// <remarks>
/// <para>
/// The ratio of prior and posterior for sampling without replacement (I. Waudby-Smith, A. Ramdas, "Confidence sequences for
/// sampling without replacement", NeurIPS 2020). For the true number K* the ratio is a supermartingale that starts at 1,
/// and by Ville's inequality it ever exceeds 1/α with a chance of at most α.
/// </para>
/// <para>
/// Images that were chosen on purpose only leave the stratum: given everything before it, a probe is still a uniform draw
/// from those that are left, so the ratio stays a supermartingale however they were chosen. Numbers of errors that verdicts
/// exclude count as impossible, which only lowers it.
/// </para>
/// <para>A verdict costs N additions. Not thread-safe.</para>
/// </remarks>
public sealed class ErrorCount
{
    private readonly double[] _prior;
    private readonly double[] _likelihood;
    private readonly double[] _logs;

    /// <summary>Nothing looked at yet.</summary>
    /// <param name="count">N, 0 … 10,000,000.</param>
    /// <param name="prior">What is thought beforehand.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public ErrorCount(int count, ErrorPrior prior)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 10_000_000);
        ArgumentNullException.ThrowIfNull(prior);
        Count = count;
        _prior = prior.LogWeights(count);
        _likelihood = new double[count + 1];
        _logs = new double[count + 1];
        for (int i = 0; i <= count; i++)
            _logs[i] = Math.Log(i);
    }

    /// <summary>N, all images.</summary>
    public int Count { get; }

    /// <summary>Images that were looked at.</summary>
    public int Reviewed { get; private set; }

    /// <summary>Those of them that are wrong.</summary>
    public int Found { get; private set; }

    /// <summary>Probes: those of them that chance chose.</summary>
    public int Probes { get; private set; }

    /// <summary>Probes that are wrong.</summary>
    public int ProbesFound { get; private set; }

    /// <summary>Images that were not looked at.</summary>
    public int Left => Count - Reviewed;

    /// <summary>The numbers that the verdicts allow: found … N less those found right.</summary>
    public CountRange Possible => new(Found, Count - (Reviewed - Found));

    /// <summary>Adds the verdict on an image that chance drew from those that were left.</summary>
    /// <exception cref="InvalidOperationException">None is left.</exception>
    public void AddProbe(bool wrong)
    {
        Require();
        (int low, int high) = (Possible.Low, Possible.High);
        double all = _logs[Left];
        for (int k = low; k <= high; k++)
            _likelihood[k] += (wrong ? _logs[k - Found] : _logs[high - k]) - all;
        Probes++;
        ProbesFound += wrong ? 1 : 0;
        Take(wrong);
    }

    /// <summary>Adds the verdict on an image that was chosen on purpose.</summary>
    /// <exception cref="InvalidOperationException">None is left.</exception>
    public void AddChosen(bool wrong)
    {
        Require();
        Take(wrong);
    }

    /// <summary>The numbers of wrong images that are not ruled out.</summary>
    /// <param name="alpha">The chance with which this may ever be wrong, 0 … 1 exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is out of range.</exception>
    public CountRange Interval(double alpha)
    {
        if (!(alpha is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "expected a chance between 0 and 1");
        (int low, int high) = (Possible.Low, Possible.High);
        double least = LogMarginal() - Math.Log(1 / alpha);
        while (low < high && _likelihood[low] < least)
            low++;
        while (high > low && _likelihood[high] < least)
            high--;
        return new CountRange(low, high);
    }

    /// <summary>The expected number of wrong images, by prior and verdicts.</summary>
    public double Mean
    {
        get
        {
            double marginal = LogMarginal();
            double mean = 0;
            for (int k = Possible.Low; k <= Possible.High; k++)
                mean += k * Math.Exp(_prior[k] + _likelihood[k] - marginal);
            return mean;
        }
    }

    /// <summary>M, the logarithm of the likelihood's mean under the prior.</summary>
    internal double LogMarginal()
    {
        double greatest = double.NegativeInfinity;
        for (int k = Possible.Low; k <= Possible.High; k++)
            greatest = Math.Max(greatest, _prior[k] + _likelihood[k]);
        double sum = 0;
        for (int k = Possible.Low; k <= Possible.High; k++)
            sum += Math.Exp(_prior[k] + _likelihood[k] - greatest);
        return greatest + Math.Log(sum);
    }

    /// <summary>L of a number of wrong images: the logarithm of the probes' probability.</summary>
    internal double LogLikelihood(int wrong) => _likelihood[wrong];

    private void Require()
    {
        if (Left == 0)
            throw new InvalidOperationException($"all {Count} images were looked at");
    }

    private void Take(bool wrong)
    {
        Reviewed++;
        Found += wrong ? 1 : 0;
    }
}
