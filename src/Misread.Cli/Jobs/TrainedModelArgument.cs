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
    /// How the rows of a data set stand to the model: on the data set that it was trained on, rows that it was (or may
    /// have been) trained on are <see cref="PredictionOrigin.TrainSeen"/>; all others are held out.
    /// </summary>
    public Func<int, PredictionOrigin> OriginsOn(Dataset data)
    {
        if (Folder?.Info is not { Training: { } training } info || info.Dataset.Sha256 != data.Checksum())
            return _ => PredictionOrigin.HeldOut;
        if (Folder.HasPredictions)
        {
            Predictions predictions = Folder.ReadPredictions();
            return predictions.Origin;
        }

        var seen = new HashSet<int>(MainJob.TrainRows(data, training.Seed));
        return i => seen.Contains(i) ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut;
    }
}
