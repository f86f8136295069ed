using System.Globalization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Numerics;
using Misread.Runs;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>Keeps what finished trainings say of the test images, and the one model that is handed on.</summary>
internal sealed class ArmStore
{
    private const string IdentityFile = "retrain.txt";
    private const string HistoryFile = "history.csv";

    private readonly string _folder;

    private ArmStore(string folder) => _folder = folder;

    /// <summary>Opens or begins a store.</summary>
    /// <exception cref="DataFormatException">It belongs to a retraining of other data or settings.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static ArmStore Open(string folder, RetrainSource source, HardImages mined, RetrainOptions options)
    {
        string path = Path.Combine(folder, IdentityFile);
        string identity = IdentityOf(source, mined, options);
        if (!File.Exists(path))
            AtomicFile.WriteText(path, identity);
        else if (!string.Equals(File.ReadAllText(path), identity, StringComparison.Ordinal))
            throw new DataFormatException($"{folder}: the trainings there are of other data or settings; delete the folder, or use the same ones.");
        return new ArmStore(folder);
    }

    /// <summary>What the network of an arm and a seed says of the test images, or <see langword="null"/> when it is not trained.</summary>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public float[]? Find(RetrainArm arm, int seed, int rows, int classes)
    {
        string path = FileOf(arm, seed);
        if (!File.Exists(path))
            return null;
        NpyArray<float> kept = NpyFile.ReadSingles(path);
        return kept.Shape is [var n, var k] && n == rows && k == classes
            ? kept.Values
            : throw new DataFormatException($"{path}: expected probabilities of shape ({rows}, {classes}), found ({string.Join(", ", kept.Shape)}); delete it.");
    }

    /// <summary>Keeps what a network says of the test images.</summary>
    public void Keep(RetrainArm arm, int seed, float[] probabilities, int classes) =>
        NpyFile.Write(FileOf(arm, seed), probabilities, probabilities.Length / classes, classes);

    /// <summary>Keeps the model that is handed on.</summary>
    public void KeepModel(Classifier model, IReadOnlyList<EpochRecord> history) => RunFolder.WriteModel(_folder, model, history);

    /// <summary>The model that is handed on, or <see langword="null"/> when it is not trained.</summary>
    public (Classifier Model, IReadOnlyList<EpochRecord> History)? FindModel()
    {
        (string model, string history) = (Path.Combine(_folder, RunFolder.ModelFile), Path.Combine(_folder, HistoryFile));
        return File.Exists(model) && File.Exists(history) ? (Classifier.Load(model), HistoryCsv.Read(history)) : null;
    }

    private string FileOf(RetrainArm arm, int seed) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{arm.ToName()}-{seed}.npy"));

    /// <summary>What a training's bits depend on; the number of seeds, of threads, and the baseline are no part of it.</summary>
    private static string IdentityOf(RetrainSource source, HardImages mined, RetrainOptions options)
    {
        TrainingOptions training = source.Training with { Threads = 1 };
        ulong rows = Prng.Hash(0, [.. source.TrainRows, -1, .. source.TestRows, -1, .. mined.Images.Select(i => i.Row), -1, .. mined.Issues]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{DatasetChecksum.Sha256(source.Data)} rows {rows:x16} copies {options.Copies} {options.Augmentation} drop {options.DropIssues} {training}");
    }
}
