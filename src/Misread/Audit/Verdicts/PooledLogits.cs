using Misread.Data;
using Misread.Evaluation;
using Misread.Numerics;

namespace Misread.Audit;

/// <summary>
/// What networks that had not seen a row say of it, as calibrated log probabilities: the mean of the seeds' log probabilities
/// (their geometric mean, in which one network's firm no weighs more than in the mean of probabilities), divided by the one temperature
/// that minimises the log loss of the given labels.
/// </summary>
internal sealed class PooledLogits
{
    private readonly IReadOnlyList<Predictions> _networks;
    private readonly double _temperature;

    /// <summary>Fits the temperature; rows without a label take no part.</summary>
    public PooledLogits(AuditEvidence evidence)
    {
        _networks = evidence.BySeed.Count > 1 ? evidence.BySeed : [evidence.Predictions];
        _temperature = 1;
        Predictions pooled = _networks.Count > 1 ? Pooled(evidence.Predictions) : evidence.Predictions;
        _temperature = Enumerable.Range(0, pooled.Count).Any(i => pooled.Label(i) >= 0) ? TemperatureScaling.Fit(pooled) : 1;
    }

    /// <summary>Natural logarithms of the calibrated probabilities of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="logits"><c>[K]</c>, written.</param>
    public void Row(int row, Span<double> logits)
    {
        logits.Clear();
        foreach (Predictions network in _networks)
        {
            ReadOnlySpan<float> p = network.Probabilities(row);
            for (int k = 0; k < p.Length; k++)
                logits[k] += Math.Log(Math.Max(p[k], TemperatureScaling.Floor)) / (_networks.Count * _temperature);
        }

        double log = LogSumExp(logits, except: -1);
        foreach (ref double z in logits)
            z -= log;
    }

    /// <summary><c>ln Σ exp(z)</c> over all classes but one.</summary>
    public static double LogSumExp(ReadOnlySpan<double> logits, int except)
    {
        double greatest = double.NegativeInfinity;
        for (int k = 0; k < logits.Length; k++)
            greatest = k == except ? greatest : Math.Max(greatest, logits[k]);
        double sum = 0;
        for (int k = 0; k < logits.Length; k++)
            sum += k == except ? 0 : Math.Exp(logits[k] - greatest);
        return greatest + Math.Log(sum);
    }

    private Predictions Pooled(Predictions like)
    {
        int classes = like.ClassCount;
        float[] probabilities = new float[checked(like.Count * classes)];
        double[] z = new double[classes];
        for (int i = 0; i < like.Count; i++)
        {
            Row(i, z);
            for (int k = 0; k < classes; k++)
                probabilities[(i * classes) + k] = Denormals.Flush((float)Math.Exp(z[k]), Denormals.LeastProbability);
        }

        int[] rows = [.. Enumerable.Range(0, like.Count)];
        return new Predictions([.. rows.Select(like.Id)], [.. rows.Select(like.Label)], probabilities, [.. rows.Select(like.Origin)], like.ClassNames);
    }
}
