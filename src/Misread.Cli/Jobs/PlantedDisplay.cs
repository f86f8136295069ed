using System.Diagnostics;
using System.Globalization;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>Shows on stderr how many networks of a planting experiment are trained, and how long the others will take.</summary>
/// <param name="output">Where.</param>
/// <param name="networks">How many are to be trained.</param>
internal sealed class PlantedDisplay(Output output, int networks) : IProgress<CrossValidationProgress>
{
    private readonly Lock _gate = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _done;

    public void Report(CrossValidationProgress value)
    {
        lock (_gate)
        {
            if (value.Training is null)
                _done++;
            else if (!output.Animated || _done == 0)
                return;
            double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            string left = TimeSpan.FromSeconds(seconds / _done * Math.Max(0, networks - _done)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
            output.Redraw(string.Create(CultureInfo.InvariantCulture, $"{_done} of {Count.Of(networks, "network")} trained, {seconds:F0} s, about {left} left"), final: !output.Animated);
        }
    }
}
