using Misread.Audit;
using Misread.Data;
using Misread.Evaluation;
using Misread.Formats;
using Misread.IO;
using Misread.Training;

namespace Misread.Runs;

/// <summary>
/// A run as a folder: the contract between everything that makes predictions and everything that looks at them.
/// </summary>
/// <remarks>
/// Files: <c>run.json</c>, <c>model.safetensors</c>, <c>history.csv</c>, <c>predictions.csv</c>, <c>probabilities.npy</c>,
/// <c>metrics.json</c>, <c>classification_report.txt</c>, <c>confusion_matrix.csv</c>, <c>fingerprint/</c>, and pictures.
/// Immutable and thread-safe.
/// </remarks>
public sealed class RunFolder
{
    /// <summary>The file that makes a folder a run.</summary>
    public const string InfoFile = "run.json";

    /// <summary>The weights and the architecture.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>The figures.</summary>
    public const string MetricsFile = "metrics.json";

    /// <summary>The folder of misread images.</summary>
    public const string FingerprintName = "fingerprint";

    /// <summary>The images and what was read in each, row by row; all probabilities lie in an array beside it.</summary>
    public const string PredictionsFile = "predictions.csv";

    private const string HistoryFile = "history.csv";
    private const string ProbabilitiesFile = "probabilities.npy";

    private RunFolder(string path, RunInfo info)
    {
        Path = path;
        Info = info;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The content of <c>run.json</c>.</summary>
    public RunInfo Info { get; }

    /// <summary>Whether the folder holds a model.</summary>
    public bool HasModel => File.Exists(FileAt(ModelFile));

    /// <summary>Whether the folder holds predictions.</summary>
    public bool HasPredictions => File.Exists(FileAt(PredictionsFile));

    /// <summary>Opens a folder that a run left.</summary>
    /// <exception cref="DataFormatException">It is not such a folder, or <c>run.json</c> is malformed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string info = System.IO.Path.Combine(path, InfoFile);
        if (!File.Exists(info))
            throw new DataFormatException($"{path}: expected the folder of a run, which holds {InfoFile}; 'misread run' makes one.");
        return new RunFolder(path, RunInfo.Read(info));
    }

    /// <summary>The model.</summary>
    /// <exception cref="DataFormatException">There is none, or the file is malformed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Classifier LoadModel() => HasModel
        ? Classifier.Load(FileAt(ModelFile))
        : throw new DataFormatException($"{Path}: the run holds no {ModelFile}; its predictions are not of one model.");

    /// <summary>The epochs of the training; empty when there was none.</summary>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<EpochRecord> ReadHistory() => File.Exists(FileAt(HistoryFile)) ? HistoryCsv.Read(FileAt(HistoryFile)) : [];

    /// <summary>The predictions.</summary>
    /// <exception cref="DataFormatException">There are none, or the files are malformed or do not fit each other.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public Predictions ReadPredictions()
    {
        if (!HasPredictions)
            throw new DataFormatException($"{Path}: the run holds no predictions; 'misread evaluate {Path} --out FOLDER' makes them.");
        NpyArray<float> probabilities = NpyFile.ReadSingles(FileAt(ProbabilitiesFile));
        int classes = Info.Dataset.ClassNames.Count;
        if (probabilities.Shape is not [_, var columns] || columns != classes)
            throw new DataFormatException($"{FileAt(ProbabilitiesFile)}: expected an array of N × {classes}, found {string.Join(" × ", probabilities.Shape)}.");
        return PredictionsCsv.Read(FileAt(PredictionsFile), probabilities.Values, Info.Dataset.ClassNames, Info.Given is { TopOnly: true });
    }

    /// <summary>The predictions with everything else that the run keeps for an audit (see <see cref="EvidenceFiles"/>).</summary>
    /// <exception cref="DataFormatException">There are no predictions, or a file is malformed or of other images.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public AuditEvidence ReadEvidence() => EvidenceFiles.Read(this);

    /// <summary>The run's data set with the run's test split.</summary>
    /// <param name="data">The data set that the run was made on, opened again.</param>
    /// <returns>The images as the run had them; <see langword="null"/> when it is another data set.</returns>
    /// <exception cref="DataFormatException"><c>run.json</c> tells of a test split that the data set does not give.</exception>
    public Dataset? Match(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (DatasetChecksum.Sha256(data) != Info.Dataset.Sha256)
            return null;
        try
        {
            Dataset same = Info.Dataset.HeldOut is { } drawn ? DatasetSplit.HoldOut(data, drawn.Share, drawn.Seed) : data;
            // The run may know more classes than the data set, where a model of these was evaluated on it.
            IReadOnlyList<string> classes = Info.Dataset.ClassNames;
            return same.ClassNames.All(name => classes.Contains(name, StringComparer.Ordinal)) ? same.WithClassNames(classes) : same;
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{FileAt(InfoFile)}: a share of {Info.Dataset.HeldOut!.Share} of {data.Count:N0} images is no test split that a run draws.", e);
        }
    }

    /// <summary>The whole run, with its images.</summary>
    /// <param name="data">The data set that the run was made on, opened again.</param>
    /// <exception cref="DataFormatException">It is another data set, or a file is malformed.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public Run Load(Dataset data)
    {
        Dataset same = Match(data) ?? throw new DataFormatException(
            $"{Path}: the run was made on {Info.Dataset.Name} with checksum {Info.Dataset.Sha256}, but {Info.Dataset.Source} now has another; put the same data back, or run again.");
        Predictions predictions = ReadPredictions();
        if (Info.Given is not null)
            return new Run(GivenRun.Images(same, predictions, Path), predictions, []);
        CheckSame(same, predictions);
        return new Run(same, predictions, ReadHistory(), Info.Training, HasModel ? LoadModel() : null);
    }

    /// <summary>
    /// Writes everything but pictures and <c>run.json</c>, which is written last, by <see cref="WriteInfo"/>, since it
    /// holds the time of it all.
    /// </summary>
    /// <param name="folder">An existing folder, as <see cref="AtomicFile.WriteFolder"/> gives it.</param>
    /// <param name="run">The run.</param>
    /// <param name="threads">Threads that write images, at least 1.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteFiles(string folder, Run run, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(run);
        string FileAt(string name) => System.IO.Path.Combine(folder, name);
        WriteModel(folder, run.Model, run.History);
        PredictionsCsv.Write(FileAt(PredictionsFile), run.Data, run.Predictions);
        WriteProbabilities(FileAt(ProbabilitiesFile), run.Predictions);
        if (run.Metrics is { } metrics)
        {
            ConfusionMatrix confusion = run.Confusion;
            File.WriteAllText(FileAt(MetricsFile), metrics.ToJson() + "\n");
            File.WriteAllText(FileAt("classification_report.txt"), ClassificationReport.From(confusion).ToText(digits: 4));
            File.WriteAllText(FileAt("confusion_matrix.csv"), confusion.ToCsv());
        }

        string fingerprint = FileAt(FingerprintName);
        Directory.CreateDirectory(fingerprint);
        FingerprintFolder.Write(fingerprint, run.Data, run.Fingerprint, threads);
    }

    /// <summary>Writes the model and the history of its training, where there are such.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteModel(string folder, Classifier? model, IReadOnlyList<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        model?.Save(System.IO.Path.Combine(folder, ModelFile));
        if (history.Count > 0)
            HistoryCsv.Write(System.IO.Path.Combine(folder, HistoryFile), history);
    }

    /// <summary>Writes <c>run.json</c>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteInfo(string folder, RunInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        File.WriteAllText(System.IO.Path.Combine(folder, InfoFile), info.ToJson() + "\n");
    }

    private void CheckSame(Dataset data, Predictions predictions)
    {
        string file = FileAt(PredictionsFile);
        if (!data.ClassNames.SequenceEqual(predictions.ClassNames, StringComparer.Ordinal))
            throw new DataFormatException($"{FileAt(InfoFile)}: expected the classes of the data set, {Few(data.ClassNames)}, found {Few(predictions.ClassNames)}.");
        if (data.Count != predictions.Count)
            throw new DataFormatException($"{file}: expected {data.Count:N0} rows, one for each image, found {predictions.Count:N0}.");
        for (int i = 0; i < data.Count; i++)
        {
            if (!string.Equals(data.Id(i), predictions.Id(i), StringComparison.Ordinal))
                throw new DataFormatException($"{file}: row {i + 1} behind the header: expected the image {data.Id(i)}, found '{predictions.Id(i)}'; the rows stand in the order of the data set, so bring back the file as it was written.");
        }
    }

    private static string Few(IReadOnlyList<string> names) => string.Join(", ", names.Take(12)) + (names.Count > 12 ? " …" : "");

    private static void WriteProbabilities(string path, Predictions predictions)
    {
        int classes = predictions.ClassCount;
        float[] values = new float[checked(predictions.Count * classes)];
        for (int i = 0; i < predictions.Count; i++)
            predictions.Probabilities(i).CopyTo(values.AsSpan(i * classes));
        NpyFile.Write(path, values, predictions.Count, classes);
    }

    private string FileAt(string name) => System.IO.Path.Combine(Path, name);
}
