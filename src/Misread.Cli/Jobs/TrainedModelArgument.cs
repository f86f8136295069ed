using Misread.Data;
using Misread.Formats;
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
        RunFolder folder = RunArgument.Open(given);
        return new(folder.LoadModel(), folder, folder.Path);
    }

    /// <summary>
    /// The data set with the splits that the model knew, and how its rows stand to the model: on the data set that it was
    /// trained on, rows that it was (or may have been) trained on are <see cref="PredictionOrigin.TrainSeen"/>; all others
    /// are held out.
    /// </summary>
    public (Dataset Data, Func<int, PredictionOrigin> Origin) Match(Dataset data)
    {
        if (Folder is not { Info.Training: not null } folder || folder.Match(data) is not { } same)
            return (data, _ => PredictionOrigin.HeldOut);
        if (folder.HasPredictions)
            return (same, folder.ReadPredictions().Origin);
        var seen = new HashSet<int>(MainJob.TrainRows(same));
        return (same, i => seen.Contains(i) ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut);
    }
}
