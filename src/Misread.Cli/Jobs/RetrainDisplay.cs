using System.Diagnostics;
using System.Globalization;
using Misread.Experiments;

namespace Misread.Cli.Jobs;

/// <summary>Says on stderr which networks are trained, and how long the others will take.</summary>
internal sealed class RetrainDisplay(Output output) : IProgress<RetrainProgress>
{
    private readonly Lock _gate = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    public void Report(RetrainProgress value)
    {
        lock (_gate)
        {
            double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            string left = TimeSpan.FromSeconds(seconds / value.Done * (value.Total - value.Done)).ToString(@"h\:mm\:ss", null);
            output.Redraw(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Arm}, seed {value.Seed} done: {value.Done} of {value.Total} networks, {seconds:F1} s, about {left} left"),
                final: value.Done == value.Total);
        }
    }
}
