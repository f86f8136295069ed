namespace Misread.Onnx;

/// <summary>How a model reads labelled images that are prepared in one way.</summary>
/// <param name="Rule">The way.</param>
/// <param name="LogLoss">Mean −ln p(label), in nats.</param>
/// <param name="Accuracy">Share that is read as labelled, 0 … 1.</param>
/// <param name="Losses"><c>[n]</c> −ln p(label) of each image.</param>
public sealed record PreprocessingTrial(Preprocessing Rule, double LogLoss, double Accuracy, IReadOnlyList<double> Losses)
{
    /// <summary>By how much this one's log loss is greater, and the standard error of that, image by image.</summary>
    public (double Difference, double Error) Behind(PreprocessingTrial better)
    {
        ArgumentNullException.ThrowIfNull(better);
        int n = Losses.Count;
        double mean = LogLoss - better.LogLoss;
        double squares = 0;
        for (int i = 0; i < n; i++)
        {
            double d = Losses[i] - better.Losses[i] - mean;
            squares += d * d;
        }

        return (mean, n > 1 ? Math.Sqrt(squares / (n - 1) / n) : 0);
    }
}
