using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>Opens class probabilities that any framework has written.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>.npy</c>: float16, float32 or float64 of shape (N, K), C or Fortran order, either byte order; mapped, not loaded, so that
/// it may be larger than memory.</item>
/// <item><c>.npz</c>: such an array within, the one that <c>file.npz:name</c> names or the only one of that kind; loaded.</item>
/// <item><c>.csv</c>, <c>.tsv</c>, <c>.txt</c>, <c>.jsonl</c>: one row an image, one column a class; a first line of names is recognised,
/// and its columns <c>path</c>, <c>id</c>, <c>label</c> and the like are no classes; loaded.</item>
/// </list>
/// The numbers are not checked here; whoever uses them does so (<see cref="ProbabilityRows"/>).
/// </remarks>
public static class ProbabilityFile
{
    /// <summary>Opens a file by its extension.</summary>
    /// <param name="path">The file, or <c>file.npz:name</c>.</param>
    /// <exception cref="DataFormatException">It does not hold such an array.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ProbabilityMatrix Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (string file, string? member) = NpzPath.Split(path);
        return Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".NPY" => NpyProbabilities.Open(file),
            ".NPZ" => FromNpz(file, member),
            _ => RecordReader.Reads(file)
                ? PredictionTable.Read(file).Scores ?? throw new DataFormatException($"{path}: expected a column for each class.")
                : throw Unknown(path),
        };
    }

    /// <summary>Says what is read, and how to get there from what some programs write.</summary>
    internal static DataFormatException Unknown(string path)
    {
        string remedy = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".XLSX" or ".XLS" or ".ODS" => "save the sheet as CSV",
            ".PKL" or ".PICKLE" or ".PT" or ".PTH" or ".JOBLIB" => "pickled Python objects can run any program when they are read; save the array with numpy.save",
            _ => "numpy.save writes a .npy",
        };
        return new DataFormatException($"{path}: expected a .npy, .npz, .csv or .jsonl file of predictions; {remedy}.");
    }

    private static DoubleProbabilities FromNpz(string file, string? member)
    {
        member ??= NpzPath.Only(file, "probabilities", h => h.Kind == NpyKind.Float && h.Shape.Length == 2);
        return NpzFile.Read(file, member, static (stream, source) =>
        {
            // Doubles read as singles would lose what they were given for.
            NpyArray<double> array = NpyFile.ReadDoubles(stream, source);
            NpyProbabilities.CheckShape(array.Shape, source);
            return new DoubleProbabilities(array.Values, array.Shape[1], source);
        });
    }
}

/// <summary><c>file.npz:name</c>, and the choice of an array when none is named.</summary>
internal static class NpzPath
{
    private const string Mark = ".npz:";

    public static (string File, string? Member) Split(string path)
    {
        int at = path.LastIndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? (path, null) : (path[..(at + Mark.Length - 1)], path[(at + Mark.Length)..]);
    }

    /// <summary>The name of the only array of a kind.</summary>
    public static string Only(string file, string what, Func<NpyHeader, bool> isKind)
    {
        IReadOnlyList<(string Name, NpyHeader Header)> members = NpzFile.Members(file);
        string[] fit = [.. members.Where(m => isKind(m.Header)).Select(m => m.Name)];
        if (fit is [string only])
            return only;
        string found = string.Join(", ", (fit.Length > 0 ? fit : [.. members.Select(m => m.Name)]).Take(20));
        throw new DataFormatException(fit.Length > 0
            ? $"{file}: expected one array of {what}, found {found}; name one: {Path.GetFileName(file)}:{fit[0]}."
            : $"{file}: expected an array of {what}, found {(found.Length > 0 ? found : "none")}.");
    }
}
