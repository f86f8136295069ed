using Misread.IO;

namespace Misread.Training;

/// <summary>How the learning rate runs over a training.</summary>
public enum ScheduleKind
{
    /// <summary>Always the learning rate.</summary>
    Constant,

    /// <summary>Multiplied by 0.1 after each third of the training (PyTorch's <c>StepLR</c> with gamma 0.1).</summary>
    Step,

    /// <summary>
    /// Up for the first 30 % of the steps, then down (Smith 2018, "A disciplined approach to neural network
    /// hyper-parameters"; PyTorch's <c>OneCycleLR</c> with its defaults: from rate/25 to rate to rate/250,000, along cosines).
    /// </summary>
    OneCycle,
}

/// <summary>Learning rates by step.</summary>
public static class Schedule
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="kind">Its course.</param>
    /// <param name="learningRate">The (greatest) learning rate.</param>
    /// <param name="step">Step of the training, 0 … <paramref name="steps"/> − 1.</param>
    /// <param name="steps">Steps of the whole training, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not within the training.</exception>
    public static double LearningRate(ScheduleKind kind, double learningRate, int step, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Guard.Range(step, 0, steps - 1);
        switch (kind)
        {
            case ScheduleKind.Constant:
                return learningRate;
            case ScheduleKind.Step:
                return learningRate * Math.Pow(0.1, 3L * step / steps);
            case ScheduleKind.OneCycle:
                double peak = (0.3 * steps) - 1;
                double end = steps - 1;
                double start = learningRate / 25;
                return step <= peak
                    ? Cosine(start, learningRate, peak > 0 ? step / peak : 1)
                    : Cosine(learningRate, start / 1e4, end > peak ? (step - peak) / (end - peak) : 1);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown schedule");
        }
    }

    private static double Cosine(double from, double to, double fraction) =>
        to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * fraction)));
}
