using Misread.Audit;
using Misread.Data;
using Misread.Formats;
using Misread.IO;

namespace Misread.Runs;

/// <summary>
/// The evidence that an out-of-fold run keeps of every image, as files of its folder: <c>hardness.csv</c>,
/// <c>neighbours.csv</c>, <c>duplicates.csv</c>, and <c>probabilities_by_seed.npy</c> (<c>[S,N,K]</c>, where there are
/// several seeds).
/// </summary>
public static class EvidenceFiles
{
    private const string BySeedFile = "probabilities_by_seed.npy";

    /// <summary>Writes the parts that there are; the predictions themselves are written with the run.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="evidence">The evidence.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, AuditEvidence evidence)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Dynamics is { } dynamics)
            HardnessCsv.Write(Path.Combine(folder, HardnessCsv.FileName), evidence.Predictions, dynamics);
        if (evidence.Neighbours is { } neighbours)
            NeighboursCsv.Write(Path.Combine(folder, NeighboursCsv.FileName), evidence.Predictions, neighbours);
        if (evidence.Duplicates is { } duplicates)
            DuplicatesCsv.Write(Path.Combine(folder, DuplicatesCsv.FileName), evidence.Predictions, duplicates);
        if (evidence.BySeed.Count > 1)
            WriteBySeed(Path.Combine(folder, BySeedFile), evidence.BySeed);
    }

    /// <summary>Reads what a run holds; parts that it does not hold are missing in the evidence too.</summary>
    /// <param name="folder">The run.</param>
    /// <exception cref="DataFormatException">The run holds no predictions, or a file is malformed or of other images.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AuditEvidence Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Predictions predictions = folder.ReadPredictions();
        return new AuditEvidence(
            predictions,
            Find(BySeedFile, path => ReadBySeed(path, predictions)) ?? (folder.Info.Training?.Seeds == 1 ? [predictions] : []),
            Find(HardnessCsv.FileName, path => HardnessCsv.Read(path, predictions)),
            Find(NeighboursCsv.FileName, path => NeighboursCsv.Read(path, predictions)),
            Find(DuplicatesCsv.FileName, path => DuplicatesCsv.Read(path, predictions)));

        T? Find<T>(string name, Func<string, T> read)
            where T : class
        {
            string path = Path.Combine(folder.Path, name);
            return File.Exists(path) ? read(path) : null;
        }
    }

    /// <summary>Checks that a table speaks of the same images as the predictions.</summary>
    /// <exception cref="DataFormatException">It does not.</exception>
    internal static void CheckIds(string path, Predictions predictions, IReadOnlyList<string> ids)
    {
        if (ids.Count != predictions.Count)
            throw new DataFormatException($"{path}: expected {predictions.Count} rows, one for each of predictions.csv, found {ids.Count}.");
        for (int i = 0; i < ids.Count; i++)
        {
            if (ids[i] != predictions.Id(i))
                throw new DataFormatException($"{path}: row {i + 1} behind the header is of '{ids[i]}', that of predictions.csv of '{predictions.Id(i)}'; the files are not of one run.");
        }
    }

    /// <summary>Reads a yes or a no.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    internal static bool YesOrNo(TableRow csv, string column) => csv.GetString(column) switch
    {
        "yes" => true,
        "no" => false,
        string other => throw new FormatException($"{column} is '{other}', expected yes or no."),
    };

    private static void WriteBySeed(string path, IReadOnlyList<Predictions> bySeed)
    {
        (int count, int classes) = (bySeed[0].Count, bySeed[0].ClassCount);
        float[] values = new float[checked(bySeed.Count * count * classes)];
        for (int s = 0; s < bySeed.Count; s++)
        {
            for (int i = 0; i < count; i++)
                bySeed[s].Probabilities(i).CopyTo(values.AsSpan(((s * count) + i) * classes));
        }

        NpyFile.Write(path, values, bySeed.Count, count, classes);
    }

    private static Predictions[] ReadBySeed(string path, Predictions mean)
    {
        NpyArray<float> array = NpyFile.ReadSingles(path);
        (int count, int classes) = (mean.Count, mean.ClassCount);
        if (array.Shape is not [var seeds, var n, var k] || n != count || k != classes || seeds < 1)
            throw new DataFormatException($"{path}: expected an array of S × {count} × {classes}, found {string.Join(" × ", array.Shape)}.");
        string[] ids = [.. Enumerable.Range(0, count).Select(mean.Id)];
        int[] labels = [.. Enumerable.Range(0, count).Select(mean.Label)];
        PredictionOrigin[] origins = [.. Enumerable.Range(0, count).Select(mean.Origin)];
        try
        {
            return [.. Enumerable.Range(0, seeds).Select(s => new Predictions(
                ids, labels, array.Values.AsSpan(s * count * classes, count * classes).ToArray(), origins, mean.ClassNames))];
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{path}: these are not probabilities: {e.Message}.", e);
        }
    }
}
