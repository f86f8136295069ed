namespace Misread.Onnx;

/// <summary>What the numbers of a model's output are.</summary>
public enum OutputKind
{
    /// <summary>Any numbers; their softmax is the probabilities (of one number: its logistic function is that of the second class).</summary>
    Logits,

    /// <summary>Probabilities that sum to 1 (one number: that of the second class).</summary>
    Probabilities,

    /// <summary>Natural logarithms of probabilities that sum to 1.</summary>
    LogProbabilities,

    /// <summary>Numbers of 0 … 1 that do not sum to 1, one logistic function a class; divided by their sum.</summary>
    Scores,
}
