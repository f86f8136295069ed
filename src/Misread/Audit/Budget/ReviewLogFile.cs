using Misread.Formats;

namespace Misread.Audit;

/// <summary>The log of a review as a CSV file: <c>id,kind,label_wrong,reading_right</c>, the oldest verdict first.</summary>
public static class ReviewLogFile
{
    private static readonly string[] Columns = ["id", "kind", "label_wrong", "reading_right"];
    private static readonly string[] Kinds = ["queue", "search", "probe", "control"];

    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">The verdicts.</param>
    /// <param name="id">The id of an image of the frame.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ReviewEntry> log, Func<int, string> id)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(id);
        CsvTable.Write(path, Columns, log, (csv, entry) =>
        {
            csv.WriteField(id(entry.Image));
            csv.WriteField(Kinds[(int)entry.Kind]);
            csv.WriteField(entry.LabelWrong ? 1 : 0);
            csv.WriteField(entry.ReadingRight ? 1 : 0);
        });
    }

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The image of an id, or −1.</param>
    /// <exception cref="IO.DataFormatException">It is malformed, or names an image that is not there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<ReviewEntry> Read(string path, Func<string, int> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return CsvTable.Read(path, Columns, csv =>
        {
            string id = csv.GetString("id");
            int found = image(id);
            if (found < 0)
                throw new FormatException($"'{id}' is no image of the review");
            int kind = Array.IndexOf(Kinds, csv.GetString("kind"));
            return kind < 0
                ? throw new FormatException($"kind '{csv.GetString("kind")}', expected one of {string.Join(", ", Kinds)}")
                : new ReviewEntry(found, (ReviewKind)kind, Flag("label_wrong"), Flag("reading_right"));

            bool Flag(string column) => csv.GetString(column) switch
            {
                "1" => true,
                "0" => false,
                var other => throw new FormatException($"{column} is '{other}', expected 0 or 1"),
            };
        });
    }
}
