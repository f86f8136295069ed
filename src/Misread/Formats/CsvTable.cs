using CsvHelper;

namespace Misread.Formats;

/// <summary>
/// CSV as every table of this library is written: RFC 4180 but for lines that end in a line feed, quotes where they are
/// needed and around outer spaces.
/// </summary>
internal static class CsvTable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n", Quoting = CsvQuoting.WhenNeededOrWhitespace };

    /// <summary>A writer of UTF-8 to a stream, which stays open.</summary>
    public static CsvWriter Writer(Stream stream) => CsvWriter.Create(stream, Options, leaveOpen: true);

    /// <summary>A writer of text, which stays open.</summary>
    public static CsvWriter Writer(TextWriter text) => CsvWriter.Create(text, Options, leaveOpen: true);
}
