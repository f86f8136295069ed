using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Predictions in NumPy's files: <c>(N, K)</c> floats are probabilities or logits, <c>(N,)</c> or <c>(N, 1)</c> floats the probability of
/// the second of two classes, <c>(N,)</c> integers or texts the classes that were read.
/// </summary>
internal static class ArrayPredictions
{
    private static readonly string[] ScoreNames = ["probabilities", "probs", "proba", "pred_probs", "y_prob", "y_proba", "y_pred_proba", "predictions", "preds", "y_pred", "p", "softmax", "logits", "outputs", "scores"];

    private static readonly string[] LabelNames = ["labels", "label", "y", "y_true", "targets", "target", "y_test", "given_labels"];

    /// <summary>Reads or maps the predictions.</summary>
    public static PredictionTable Read(string path)
    {
        (string file, string? member) = NpzPath.Split(path);
        string ending = Path.GetExtension(file).ToUpperInvariant();
        if (ending == ".NPZ")
        {
            member ??= Choose(file, "probabilities", ScoreNames, h => h.Kind == NpyKind.Float && h.Shape.Length == 2 && h.Shape[1] > 1)
                ?? Choose(file, "probabilities", ScoreNames, h => h.Kind == NpyKind.Float && IsColumn(h))
                ?? NpzPath.Only(file, "probabilities", h => h.Kind == NpyKind.Float && h.Shape.Length == 2);
            NpyHeader header = NpzFile.Members(file).FirstOrDefault(m => m.Name == member).Header
                ?? throw new DataFormatException($"{file}: expected an array '{member}', found {string.Join(", ", NpzFile.Members(file).Select(m => m.Name))}.");
            return header.Kind == NpyKind.Float
                ? Table(path, IsColumn(header) ? NpzFile.Read(file, member, Column) : ProbabilityFile.Open($"{file}:{member}"))
                : Classes(path);
        }

        if (ending != ".NPY")
            throw ProbabilityFile.Unknown(path);
        NpyHeader npy;
        using (FileStream stream = InputFile.Open(file))
        {
            npy = NpyHeader.Read(stream, file);
            if (npy.Kind == NpyKind.Float && IsColumn(npy))
            {
                stream.Position = 0;
                return Table(path, Column(stream, file));
            }
        }

        return npy.Kind != NpyKind.Float && IsColumn(npy) ? Classes(path) : Table(path, ProbabilityFile.Open(path));
    }

    /// <summary>The labels that lie in the same <c>.npz</c>, or <see langword="null"/>.</summary>
    public static GivenLabels? LabelsBeside(string predictions)
    {
        (string file, _) = NpzPath.Split(predictions);
        if (!Path.GetExtension(file).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            return null;
        string? member = Choose(file, "labels", LabelNames, h => h.Kind != NpyKind.Float && IsColumn(h));
        return member is null ? null : LabelFile.ReadGiven($"{file}:{member}");
    }

    /// <summary>The array of a kind that has a usual name, or the only one; <see langword="null"/> when there is none.</summary>
    public static string? Choose(string file, string what, IReadOnlyList<string> names, Func<NpyHeader, bool> isKind)
    {
        string[] fit = [.. NpzFile.Members(file).Where(m => isKind(m.Header)).Select(m => m.Name)];
        if (fit.Length <= 1)
            return fit.FirstOrDefault();
        string[] usual = [.. fit.Where(n => names.Contains(n, StringComparer.OrdinalIgnoreCase))];
        return usual is [var only] ? only : NpzPath.Only(file, what, isKind);
    }

    private static bool IsColumn(NpyHeader header) => header.Shape.Length == 1 || (header.Shape.Length == 2 && header.Shape[1] == 1);

    private static DoubleProbabilities Column(Stream stream, string source) => new(NpyFile.ReadDoubles(stream, source).Values, 1, source);

    private static PredictionTable Table(string path, ProbabilityMatrix scores) => new(path, scores.Count, null, null, null, null, scores, null, []);

    private static PredictionTable Classes(string path)
    {
        GivenLabels read = LabelFile.ReadGiven(path);
        return new PredictionTable(path, read.Values.Count, null, null, [.. read.Values], null, null, null, []);
    }
}
