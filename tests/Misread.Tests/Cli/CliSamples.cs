using Misread.Data;
using Misread.Tests.Training;

namespace Misread.Tests.Cli;

/// <summary>Small data sets on disk, and the program run on them.</summary>
internal static class CliSamples
{
    /// <summary>Writes 300 images of four classes as a folder of IDX files.</summary>
    public static string Corners(TemporaryFolder folder)
    {
        string path = folder.File("corners");
        DatasetWriter.Write(TrainingSamples.Corners(300, seed: 3, wrong: 0.1), path, DatasetFormat.Idx);
        return path;
    }

    /// <summary>A run of the small network on <see cref="Corners"/>.</summary>
    public static CliResult Run(TemporaryFolder folder, string name, params string[] more) => CliProcess.Run(
        ["run", "--dataset", folder.File("corners"), "--model", "mlp", "--epochs", "6", "--batch-size", "16", "--out", name, .. more],
        workingFolder: folder.Path);
}
