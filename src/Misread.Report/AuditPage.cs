using Misread.IO;
using Misread.Report.AuditComponents;

namespace Misread.Report;

/// <summary>
/// An audit as one self-contained HTML page, which leads with the images most likely mislabelled: the evidence in words, every
/// suspicious image by kind, the health of the labels, the calibration, and what to do next.
/// </summary>
/// <remarks>
/// Like <see cref="ReportPage"/>: it asks for nothing outside itself, its content security policy forbids it to, and it reads without
/// JavaScript. At most 2,000 images are on it, and fewer large ones, so that it stays below some 6 MB. Thread-safe.
/// </remarks>
public static class AuditPage
{
    /// <summary>The name of the page in the folder of an audit.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="report">What it tells.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, AuditReport report)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(stream, report));
    }

    /// <summary>Writes the page to a stream as UTF-8 and leaves the stream open.</summary>
    /// <inheritdoc cref="Write(string, AuditReport)"/>
    public static void Write(Stream stream, AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        HtmlPage.Write<AuditDocument, AuditModel>(stream, new AuditModel(report));
    }
}
