namespace Misread.Data;

/// <summary>What <see cref="SyntheticDigits"/> makes. Immutable.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Decides every image and label; the same seed gives the same bytes on every machine.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Number of training images, 0 … 1,000,000. Fewer are the first of more.</summary>
    public int TrainCount { get; init; } = 25_000;

    /// <summary>Number of test images, 0 … 1,000,000. Fewer are the first of more.</summary>
    public int TestCount { get; init; } = 5_000;

    /// <summary>
    /// The chance, 0 … 1, that an image (in both splits) bears a wrong label, uniformly one of the nine others. Test images
    /// keep their wrong labels too: accuracy on them counts given labels, as it does on any real data set, so that a
    /// faultless reader of clear images scores 1 − FlipRate there.
    /// </summary>
    public double FlipRate { get; init; } = 0.005;

    /// <summary>The chance, 0 … 1, that an image (in both splits) is blended between two digits. A blended image is never flipped.</summary>
    public double BlendRate { get; init; } = 0.01;

    /// <summary>Threads, 1 … 1,024; by default all processors. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public void Validate()
    {
        Within(TrainCount, 0, 1_000_000, nameof(TrainCount));
        Within(TestCount, 0, 1_000_000, nameof(TestCount));
        Within(FlipRate, 0, 1, nameof(FlipRate));
        Within(BlendRate, 0, 1, nameof(BlendRate));
        Within(Threads, 1, 1024, nameof(Threads));
    }

    private static void Within(double value, double min, double max, string name)
    {
        if (!(value >= min && value <= max))
            throw new ArgumentOutOfRangeException(name, value, $"expected {min} … {max}");
    }
}
