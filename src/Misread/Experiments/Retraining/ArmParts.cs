using System.Globalization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Numerics;
using Misread.Runs;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>Names what is kept of retrainings: what finished trainings say of the test images, and the one model that is handed on.</summary>
internal static class ArmParts
{
    /// <summary>What the network of an arm and a seed says of the test images, or <see langword="null"/> when it is not trained.</summary>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public static float[]? Find(this PartStore store, string arm, int seed, int rows, int classes) => store.Find(NameOf(arm, seed), rows, classes);

    /// <summary>Keeps what a network says of the test images.</summary>
    public static void Keep(this PartStore store, string arm, int seed, float[] probabilities, int classes) =>
        store.Keep(NameOf(arm, seed), probabilities, classes);

    /// <summary>Keeps the model that is handed on.</summary>
    public static void KeepModel(this PartStore store, Classifier model, IReadOnlyList<EpochRecord> history)
    {
        HistoryCsv.Write(HistoryOf(store), history);
        model.Save(ModelOf(store));
    }

    /// <summary>The model that is handed on, or <see langword="null"/> when it is not trained.</summary>
    public static (Classifier Model, IReadOnlyList<EpochRecord> History)? FindModel(this PartStore store) =>
        File.Exists(ModelOf(store)) && File.Exists(HistoryOf(store))
            ? (Classifier.Load(ModelOf(store)), HistoryCsv.Read(HistoryOf(store)))
            : null;

    /// <summary>What a training's bits depend on; the number of seeds, of threads, and the baseline are no part of it.</summary>
    public static string IdentityOf(RetrainSource source, HardImages mined, RetrainOptions options)
    {
        TrainingOptions training = source.Training with { Threads = 1 };
        ulong rows = Prng.Hash(0, [.. source.TrainRows, -1, .. source.TestRows, -1, .. mined.Images.Select(i => i.Row), -1, .. mined.Issues]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"data={DatasetChecksum.Sha256(source.Data)} rows={rows:x16} copies={options.Copies} augment={options.Augmentation} drop={options.DropIssues} {training}");
    }

    private static string NameOf(string arm, int seed) => string.Create(CultureInfo.InvariantCulture, $"{arm}-{seed}");

    private static string ModelOf(PartStore store) => store.PathOf("model", ".safetensors");

    private static string HistoryOf(PartStore store) => store.PathOf("history", ".csv");
}
