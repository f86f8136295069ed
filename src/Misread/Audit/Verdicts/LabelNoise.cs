namespace Misread.Audit;

/// <summary>
/// Which wrong labels are usual in a data set: whether images of one class are given the label of a certain other one more
/// often than any other wrong label, as they are where somebody mixed up two classes.
/// </summary>
/// <remarks>
/// <para>
/// Counted over the surer half of the images of each class (that the networks read as j with at least the median probability), where a
/// label other than j is hardly a doubt of the networks: <c>C[j,y]</c> of them are labelled y. As a confident joint, with a
/// stricter threshold (Northcutt, Jiang and Chuang 2021, section 3.1).
/// </para>
/// <para>
/// The counts of the K·(K − 1) wrong pairs are taken for Poisson with rates that follow a gamma distribution of mean m; its shape
/// a comes from their mean and variance, <c>a = m² / (variance − m)</c>, and <c>ratio[j,y] = (a + C[j,y]) / (a + m)</c> is the posterior
/// mean of the rate as a multiple of m (empirical Bayes; H. Robbins 1956). Counts that scatter no more than chance
/// does give ratios of 1.
/// </para>
/// <para>
/// The ratios hold for labels that are wrong whatever the image looks like. Of the rows read otherwise than labelled the share ρ is of that
/// kind: the share of wrong labels in the surer half, over that in all. Where errors happen to doubtful images
/// only, ρ is near 0, and with it the weight of the ratios: that is ρ.
/// </para>
/// </remarks>
internal sealed class LabelNoise
{
    private const double LeastShape = 0.05;
    private const double GreatestShape = 1e6;

    private readonly double[,] _logRatios;

    private LabelNoise(double[,] logRatios, double share, double rate)
    {
        _logRatios = logRatios;
        Share = share;
        Rate = rate;
    }

    /// <summary>ρ, 0 … 1.</summary>
    public double Share { get; }

    /// <summary>The share of labels in the surer half that are not what is read, 0 … 1.</summary>
    public double Rate { get; }

    /// <summary>ρ ln ratio[truly, given]: how much more usual this pair is than other wrong ones, in nats.</summary>
    public double Log(int truly, int given) => _logRatios[truly, given];

    /// <summary>Counts and estimates.</summary>
    /// <param name="labels"><c>[N]</c> given labels, or −1.</param>
    /// <param name="read"><c>[N]</c> the class read.</param>
    /// <param name="confidence"><c>[N]</c> its probability.</param>
    /// <param name="classCount">K, 2 or more.</param>
    public static LabelNoise Estimate(int[] labels, int[] read, float[] confidence, int classCount)
    {
        int[,] counts = new int[classCount, classCount];
        int sure = 0, sureWrong = 0, wrong = 0, all = 0;
        for (int j = 0; j < classCount; j++)
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(i => read[i] == j && labels[i] >= 0).OrderByDescending(i => confidence[i])];
            all += rows.Length;
            wrong += rows.Count(i => labels[i] != j);
            foreach (int i in rows.AsSpan(0, (rows.Length + 1) / 2))
            {
                counts[j, labels[i]]++;
                sure++;
                sureWrong += labels[i] != j ? 1 : 0;
            }
        }

        double rate = sureWrong / (double)Math.Max(1, sure);
        double share = wrong == 0 ? 0 : Math.Min(1, rate * all / wrong);
        return new LabelNoise(LogRatios(counts, classCount, share), share, rate);
    }

    private static double[,] LogRatios(int[,] counts, int classCount, double weight)
    {
        double[,] logs = new double[classCount, classCount];
        var pairs = new List<double>();
        for (int j = 0; j < classCount; j++)
        {
            for (int y = 0; y < classCount; y++)
            {
                if (j != y)
                    pairs.Add(counts[j, y]);
            }
        }

        double mean = pairs.Average();
        double variance = pairs.Count < 2 ? 0 : pairs.Sum(c => (c - mean) * (c - mean)) / (pairs.Count - 1);
        if (mean == 0 || variance <= mean)
            return logs;
        double shape = Math.Clamp(mean * mean / (variance - mean), LeastShape, GreatestShape);
        for (int j = 0; j < classCount; j++)
        {
            for (int y = 0; y < classCount; y++)
                logs[j, y] = j == y ? 0 : weight * Math.Log((shape + counts[j, y]) / (shape + mean));
        }

        return logs;
    }
}
