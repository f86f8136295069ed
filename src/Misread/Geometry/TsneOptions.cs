using Misread.IO;

namespace Misread.Geometry;

/// <summary>Settings of <see cref="Tsne"/>; names and defaults are scikit-learn's. Immutable. There is no seed: nothing is random.</summary>
public sealed record TsneOptions
{
    /// <summary>About how many neighbours a point has, greater than 0. With N points at most (N − 1) / 3 is used.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent, at least 1.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>The factor by which neighbours attract each other more at first, so that clusters find together; greater than 0.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>How many of the steps are such.</summary>
    public int ExaggeratedIterations { get; init; } = 250;

    /// <summary>
    /// Step size, greater than 0; by default max(N / exaggeration / 4, 50) (Belkina et al. 2019, "Automated optimized
    /// parameters for t-distributed stochastic neighbor embedding", for the gradient with its factor 4).
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>Threads, 1 … 1,024; by default all processors. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check()
    {
        Guard.Range(Iterations, 1, int.MaxValue);
        Guard.Range(ExaggeratedIterations, 0, int.MaxValue);
        Guard.Range(Threads, 1, 1024);
        Guard.Positive(EarlyExaggeration);
        Guard.Positive(LearningRate ?? 1);
        Guard.Positive(Perplexity);
    }
}
