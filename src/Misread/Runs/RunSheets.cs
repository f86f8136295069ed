using System.Globalization;
using Misread.Data;
using Misread.Findings;
using Misread.Imaging;

namespace Misread.Runs;

/// <summary>Contact sheets of a run: the images that a person looks at first, each with what was read in it.</summary>
/// <remarks>Thread-safe for distinct files.</remarks>
public static class RunSheets
{
    /// <summary>Images on a sheet of a run folder.</summary>
    public const int ImagesPerSheet = 48;

    /// <summary>Images that an exported sheet shows at most.</summary>
    public const int MaxImages = 400;

    private const int SamplesPerClass = 8;

    /// <summary>
    /// What writes <c>top_errors.png</c> and <c>ambiguous.png</c> (of images that the model was not trained on, if it
    /// misread any; else of all) and <c>samples.png</c> (the first images of each class).
    /// </summary>
    internal static IEnumerable<Action> Sheets(string folder, Run run) =>
    [
        () => WriteSelection(Path.Combine(folder, "top_errors.png"), run, SelectionKind.TopErrors, "Top errors: misread, by p(predicted) − p(label)"),
        () => WriteSelection(Path.Combine(folder, "ambiguous.png"), run, SelectionKind.Ambiguous, "Most ambiguous: misread with the greatest confidence"),
        () => WriteSamples(Path.Combine(folder, "samples.png"), run.Data),
    ];

    /// <summary>Writes a sheet of entries, in their order, each with label, prediction, confidence and id.</summary>
    /// <param name="path">Destination.</param>
    /// <param name="title">Above the images.</param>
    /// <param name="data">The data set that the entries' rows count in.</param>
    /// <param name="entries">At least one; those behind the first <see cref="MaxImages"/> are left out.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, string title, Dataset data, IReadOnlyList<FingerprintEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(entries);
        string more = entries.Count > MaxImages
            ? string.Create(CultureInfo.InvariantCulture, $" (the first {MaxImages} of {entries.Count:N0})")
            : "";
        ContactSheetTile[] tiles = [.. entries.Take(MaxImages).Select(e => new ContactSheetTile(FingerprintFolder.Picture(data, e.Row), Caption(data, e)))];
        PngEncoder.Write(path, ContactSheet.Render(tiles, new ContactSheetOptions { Title = title + more }));
    }

    private static string[] Caption(Dataset data, FingerprintEntry e)
    {
        string label = e.Label < 0 ? "no label" : $"label {data.ClassNames[e.Label]}";
        string read = string.Create(CultureInfo.InvariantCulture, $"read {data.ClassNames[e.Predicted]}  {100 * e.Confidence:F1} %");
        return [label, read, string.Create(CultureInfo.InvariantCulture, $"{e.Split} {e.IndexInSplit}")];
    }

    private static void WriteSelection(string path, Run run, SelectionKind kind, string title)
    {
        int[] unseen = Selection.Rows(run.Data, run.Predictions, kind, new SelectionFilter { Seen = false, Top = ImagesPerSheet });
        int[] rows = unseen.Length > 0
            ? unseen
            : Selection.Rows(run.Data, run.Predictions, kind, new SelectionFilter { Top = ImagesPerSheet });
        if (rows.Length > 0)
            Write(path, title, run.Data, Fingerprint.From(run.Data, run.Predictions, rows));
    }

    private static void WriteSamples(string path, Dataset data)
    {
        ILookup<int, int> byClass = Enumerable.Range(0, data.Count).Where(i => data.Label(i) >= 0).ToLookup(data.Label);
        ContactSheetTile[] tiles =
        [
            .. Enumerable.Range(0, data.ClassCount)
                .SelectMany(k => byClass[k].Take(SamplesPerClass))
                .Select(i => new ContactSheetTile(
                    FingerprintFolder.Picture(data, i),
                    [data.ClassNames[data.Label(i)], string.Create(CultureInfo.InvariantCulture, $"{data.Split(i)} {data.IndexInSplit(i)}")])),
        ];
        if (tiles.Length > 0)
            PngEncoder.Write(path, ContactSheet.Render(tiles, new ContactSheetOptions { Columns = SamplesPerClass, Title = $"Samples of {data.Name}" }));
    }
}
