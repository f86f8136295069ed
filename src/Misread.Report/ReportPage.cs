using Misread.IO;
using Misread.Report.Components;
using Misread.Runs;

namespace Misread.Report;

/// <summary>
/// A run as one self-contained HTML page: figures, confusion matrix, learning curves, calibration and the misread images.
/// </summary>
/// <remarks>
/// The page asks for nothing outside itself, and its content security policy forbids it to. It reads without JavaScript,
/// which adds filters and sorting only. Thread-safe.
/// </remarks>
public static class ReportPage
{
    /// <summary>The name of the page in the folder of a run.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The file, <c>report.html</c> say; one that is there is replaced.</param>
    /// <param name="run">The run.</param>
    /// <param name="info">Its settings, machine and timings.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Run run, RunInfo info)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(stream, run, info));
    }

    /// <summary>Writes the page to a stream as UTF-8 and leaves the stream open.</summary>
    /// <inheritdoc cref="Write(string, Run, RunInfo)"/>
    public static void Write(Stream stream, Run run, RunInfo info)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(info);
        HtmlPage.Write<Page, ReportModel>(stream, new ReportModel(run, info));
    }
}
