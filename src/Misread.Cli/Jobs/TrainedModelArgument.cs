using System.Buffers.Binary;
using System.Security.Cryptography;
using Misread.Data;
using Misread.IO;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>A model that the command line names: the folder of a run, or a file of weights.</summary>
/// <param name="Model">The model.</param>
/// <param name="Folder">The run that it comes from, or <see langword="null"/> for a bare file.</param>
/// <param name="Path">What was named.</param>
internal sealed record TrainedModelArgument(Classifier Model, RunFolder? Folder, string Path)
{
    /// <summary>Loads it.</summary>
    /// <exception cref="DataFormatException">It is neither.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrainedModelArgument Open(string? given)
    {
        if (given is not null && File.Exists(given))
            return new(Classifier.Load(given), null, given);
        RunFolder folder = RunArgument.Open(given, withModel: true);
        return new(folder.LoadModel(), folder, folder.Path);
    }

    /// <summary>
    /// The data set with the splits that the model knew, and how its rows stand to the model: images that it was (or may
    /// have been) trained on are <see cref="PredictionOrigin.TrainSeen"/>; all others are held out. In another data set,
    /// with corrected labels say, they are known by their pixels, as long as the one that it was trained on is still there.
    /// </summary>
    public (Dataset Data, Func<int, PredictionOrigin> Origin) Match(Dataset data)
    {
        if (Folder is not { Info.Training: not null } folder)
            return (data, _ => PredictionOrigin.HeldOut);
        if (folder.Match(data) is { } same)
            return (same, OriginsOf(folder, same));
        string source = folder.Info.Dataset.Source;
        if ((Local(source) is { } local ? folder.Match(NetworkView.For(local, Model.Network.InputShape)) : null) is not { } trained)
        {
            Output.Notice($"{source}, on which {Path} was trained, is not there as it was; every image counts as one that the model has not seen.");
            return (data, _ => PredictionOrigin.HeldOut);
        }

        Func<int, PredictionOrigin> origin = OriginsOf(folder, trained);
        var seen = Enumerable.Range(0, trained.Count).Where(i => origin(i) == PredictionOrigin.TrainSeen).Select(i => PixelsOf(trained, i)).ToHashSet();
        return (data, i => seen.Contains(PixelsOf(data, i)) ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut);
    }

    private static Func<int, PredictionOrigin> OriginsOf(RunFolder folder, Dataset data)
    {
        if (folder.HasPredictions)
            return folder.ReadPredictions().Origin;
        var seen = new HashSet<int>(MainJob.TrainRows(data));
        return i => seen.Contains(i) ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut;
    }

    // Nothing is downloaded only to be compared.
    private static Dataset? Local(string source)
    {
        var catalog = new DataCatalog();
        if (catalog.Entry(source) is { Files.Count: > 0 } entry && catalog.Find(entry) is null)
            return null;
        try
        {
            return catalog.Resolve(source).Dataset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataFormatException)
        {
            return null;
        }
    }

    private static UInt128 PixelsOf(Dataset data, int row) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(data.Image(row)));
}
