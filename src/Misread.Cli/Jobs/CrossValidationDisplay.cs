using System.Diagnostics;
using System.Globalization;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>Shows on stderr how many networks of a cross-validation are trained, and how long the others will take.</summary>
internal sealed class CrossValidationDisplay(Output output) : IProgress<CrossValidationProgress>
{
    private readonly Lock _gate = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public void Report(CrossValidationProgress value)
    {
        lock (_gate)
        {
            double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            if (value.Training is null)
            {
                string left = TimeSpan.FromSeconds(seconds / value.Done * (value.Total - value.Done)).ToString(@"h\:mm\:ss", null);
                output.Redraw(
                    string.Create(CultureInfo.InvariantCulture, $"fold {value.Fold + 1} of seed {value.Seed + 1} done: {value.Done} of {value.Total} networks, {seconds:F1} s, about {left} left"),
                    final: true);
            }
            else if (output.Animated)
            {
                TrainingProgress p = value.Training;
                output.Redraw(
                    string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total} networks done; fold {value.Fold + 1}: epoch {p.Epoch}/{p.Epochs}  loss {p.Loss:F4}  {p.ImagesPerSecond:N0} images/s"),
                    final: false);
            }
        }
    }
}
