using System.Diagnostics;
using System.Globalization;
using Misread.Data;

namespace Misread.Cli.Jobs;

/// <summary>Shows on stderr how a download goes: a line that is redrawn on a terminal, one line a file elsewhere.</summary>
internal sealed class DownloadDisplay(Output output) : IProgress<DownloadProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private string? _file;
    private long _lastReport;

    public void Report(DownloadProgress value)
    {
        bool isNew = value.File != _file;
        bool isDone = value.Received == value.Total;
        if (!output.Animated)
        {
            if (isNew)
                output.Progress($"downloading {value.File} from {value.Mirror.Host}");
            _file = value.File;
            return;
        }

        if (!isNew && !isDone && Stopwatch.GetElapsedTime(_lastReport) < Every)
            return;
        _file = value.File;
        _lastReport = Stopwatch.GetTimestamp();
        string total = value.Total is long bytes ? $" of {Megabytes(bytes)}" : "";
        output.Redraw($"downloading {value.File} from {value.Mirror.Host}: {Megabytes(value.Received)}{total} MB", final: isDone);
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture);
}
