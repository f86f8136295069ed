using Misread.IO;

namespace Misread.Data;

/// <summary>Probabilities and labels that somebody else's program wrote, with the names that their files hold.</summary>
/// <param name="Probabilities"><c>[N,K]</c>; the owner disposes of them.</param>
/// <param name="Labels"><c>[N]</c>, −1 for none.</param>
/// <param name="ClassNames">K names: those of a CSV's columns, or the numbers of the classes.</param>
/// <param name="Ids">N names of images from a CSV's column <c>id</c>, <c>path</c>, <c>file</c> …, or <see langword="null"/>.</param>
public sealed record ProbabilitySource(ProbabilityMatrix Probabilities, int[] Labels, IReadOnlyList<string> ClassNames, IReadOnlyList<string>? Ids)
    : IDisposable
{
    /// <summary>Whether the columns have names of their own.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Opens both, see <see cref="ProbabilityFile"/> and <see cref="LabelFile"/>.</summary>
    /// <param name="predictions">The file of probabilities.</param>
    /// <param name="labels">The file of labels; <see langword="null"/> when a <c>.npz</c> or <c>.csv</c> of probabilities holds them too.</param>
    /// <param name="softmax">Whether the numbers are logits.</param>
    /// <param name="labelsElsewhere">Whether a table without labels will do, because the images bear some.</param>
    /// <exception cref="DataFormatException">A file does not hold what it should, or they differ in their number of rows.</exception>
    /// <exception cref="IOException">A file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ProbabilitySource Open(string predictions, string? labels, bool softmax = false, bool labelsElsewhere = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(predictions);
        RequireFile(predictions, "probabilities");
        if (labels is not null)
            RequireFile(labels, "labels");
        ProbabilityTable? table = Path.GetExtension(predictions).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ProbabilityCsv.Read(predictions) : null;
        ProbabilityMatrix matrix = table?.Probabilities ?? ProbabilityFile.Open(predictions);
        try
        {
            int[] given = labels is not null
                ? LabelFile.Read(labels, matrix.Count)
                : table?.Labels ?? LabelsWithin(predictions, matrix.Count, labelsElsewhere);
            if (given.Length != matrix.Count)
                throw LabelFile.WrongCount(labels ?? predictions, matrix.Count, given.Length);

            if (given.Length == 0)
                throw new DataFormatException($"{predictions}: expected one row or more, found none.");
            if (matrix.ClassCount < 2)
                throw new DataFormatException($"{predictions}: expected a column for each of two classes or more, found {matrix.ClassCount}; save both p and 1 - p.");
            IReadOnlyList<string> names = table?.ClassNames ?? [.. Enumerable.Range(0, matrix.ClassCount).Select(k => $"{k}")];
            return new ProbabilitySource(softmax ? matrix.Softmax() : matrix, given, names, table?.Ids) { IsNamed = table?.ClassNames is not null };
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Probabilities.Dispose();

    private static void RequireFile(string path, string what)
    {
        (string file, _) = NpzPath.Split(path);
        if (!File.Exists(file))
            throw new FileNotFoundException($"{file}: {(Directory.Exists(file) ? "this is a folder" : "there is no such file")}; expected {what} in a .npy, .npz or .csv file.", file);
    }

    private static int[] LabelsWithin(string predictions, int count, bool elsewhere)
    {
        (string file, _) = NpzPath.Split(predictions);
        bool isNpz = Path.GetExtension(file).Equals(".npz", StringComparison.OrdinalIgnoreCase);
        if (isNpz && (!elsewhere || LabelFile.HasLabels(file)))
            return LabelFile.Read(file, count);
        if (!elsewhere)
            throw new DataFormatException($"{predictions}: it holds no labels; name a file of labels, or the images that bear them.");
        int[] none = new int[count];
        Array.Fill(none, -1);
        return none;
    }
}
