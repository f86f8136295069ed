using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>Probabilities and labels that somebody else's program wrote, with the names that their files hold.</summary>
/// <param name="Probabilities"><c>[N,K]</c>; the owner disposes of them.</param>
/// <param name="Labels"><c>[N]</c>, −1 for none.</param>
/// <param name="ClassNames">K names: those of a table's columns, of the data set, of the labels, or the numbers of the classes.</param>
/// <param name="Ids">N names of images from a table's column <c>path</c>, <c>file</c>, <c>id</c> …, or <see langword="null"/>.</param>
public sealed record ProbabilitySource(ProbabilityMatrix Probabilities, int[] Labels, IReadOnlyList<string> ClassNames, IReadOnlyList<string>? Ids)
    : IDisposable
{
    /// <summary>Whether the columns have names of their own.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Whether only the class that was read, and perhaps its confidence, is known of each row; the rest is shared out evenly.</summary>
    public bool IsTopOnly { get; init; }

    /// <summary>What a person has to know, a sentence each: columns passed over, rows put right.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Opens both, see <see cref="ProbabilityFile"/> and <see cref="LabelFile"/>.</summary>
    /// <param name="predictions">
    /// The predictions: a table (CSV with any separator, JSON Lines) with a column for each class or with the class that was read, or an
    /// array of probabilities, of the probability of the second of two classes, or of class numbers.
    /// </param>
    /// <param name="labels">The file of labels; <see langword="null"/> when a table or <c>.npz</c> of predictions holds them too.</param>
    /// <param name="softmax">Whether the numbers are logits.</param>
    /// <param name="images">The images, if they are at hand: their classes name columns and labels, and theirs will do where no label is given.</param>
    /// <exception cref="DataFormatException">A file does not hold what it should, or they differ in their number of rows.</exception>
    /// <exception cref="IOException">A file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ProbabilitySource Open(string predictions, string? labels, bool softmax = false, Dataset? images = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(predictions);
        RequireFile(predictions, "predictions");
        if (labels is not null)
            RequireFile(labels, "labels");
        PredictionTable table = NpzPath.Split(predictions).File is var file && RecordReader.Reads(file)
            ? PredictionTable.Read(file, images?.ClassNames)
            : ArrayPredictions.Read(predictions);
        try
        {
            GivenLabels? given = labels is not null ? LabelFile.ReadGiven(labels, table.Count)
                : table.Labels is { } own ? new GivenLabels(own, null, [])
                : ArrayPredictions.LabelsBeside(predictions);
            if (given is null && images is null)
                throw new DataFormatException($"{predictions}: it holds no labels; name a file of labels, or the images that bear them.");
            if (given is not null)
                (table, given) = Aligned(table, given, labels ?? predictions);
            return new SourceBuilder(table, given, labels ?? predictions, images).Build(softmax);
        }
        catch
        {
            table.Scores?.Dispose();
            throw;
        }
    }

    /// <summary>The rows that bear a label, and their numbers; this source itself when all do.</summary>
    /// <exception cref="DataFormatException">No row bears a label.</exception>
    public (ProbabilitySource Source, int[]? Numbers) Labelled()
    {
        int[] rows = [.. Enumerable.Range(0, Labels.Length).Where(i => Labels[i] >= 0)];
        if (rows.Length == Labels.Length)
            return (this, null);
        if (rows.Length == 0)
            throw new DataFormatException($"{Probabilities.Source}: no row bears a label.");
        var labelled = new ProbabilitySource(
            new ArrangedProbabilities(Probabilities, rows, null), [.. rows.Select(r => Labels[r])], ClassNames, Ids is null ? null : [.. rows.Select(r => Ids[r])])
        {
            IsNamed = IsNamed,
            IsTopOnly = IsTopOnly,
            Notices = [.. Notices, Text($"{Probabilities.Source}: {Labels.Length - rows.Length:N0} of {Labels.Length:N0} rows bear no label and are left out.")],
        };
        return (labelled, rows);
    }

    /// <inheritdoc/>
    public void Dispose() => Probabilities.Dispose();

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void RequireFile(string path, string what)
    {
        (string file, _) = NpzPath.Split(path);
        if (!File.Exists(file))
            throw new FileNotFoundException($"{file}: {(Directory.Exists(file) ? "this is a folder" : "there is no such file")}; expected {what} in a .npy, .npz, .csv or .jsonl file.", file);
    }

    /// <summary>Labels in the order of the predictions: by name where both name their images, else by position.</summary>
    private static (PredictionTable Table, GivenLabels Labels) Aligned(PredictionTable table, GivenLabels labels, string source)
    {
        if (labels.Names is { } names && table.Images is { } images)
        {
            var found = new ImageNames(names);
            string[] values = new string[images.Length];
            int missing = 0;
            for (int i = 0; i < values.Length; i++)
            {
                int row = found.Find(images[i]);
                missing += row < 0 ? 1 : 0;
                values[i] = row < 0 ? "" : labels.Values[row];
            }

            return missing == values.Length
                ? throw new DataFormatException($"{source}: expected labels for the images of {table.Source}, '{images[0]}' say, found '{(names.Count > 0 ? names[0] : "")}'.")
                : (table, new GivenLabels(values, null, missing == 0 ? labels.Notices : [.. labels.Notices, Text($"{source}: {missing:N0} of {values.Length:N0} images have no label there, '{images[Array.IndexOf(values, "")]}' say.")]));
        }

        if (labels.Values.Count != table.Count)
            throw new DataFormatException($"{source}: expected {table.Count} labels, one for each row of {table.Source}, found {labels.Values.Count}.");
        // Whoever names the images, the rows are the same.
        return (labels.Names is null ? table : table with { Images = [.. labels.Names] }, labels);
    }
}
