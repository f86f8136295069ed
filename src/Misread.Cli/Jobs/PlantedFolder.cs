using Misread.Data;
using Misread.Experiments;
using Misread.IO;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>
/// The folder of <c>audit --planted --out</c>: it appears with the first planting and grows with each, so that a stopped experiment loses
/// at most one, and <c>--resume</c> goes on behind the last.
/// </summary>
internal sealed class PlantedFolder(RunDestination destination, string settings)
{
    /// <summary>The file of the plantings.</summary>
    public const string Table = "planted.csv";

    private const string Summary = "planted.md";
    private const string SettingsFile = "settings.txt";

    private bool _exists;

    /// <summary>The folder.</summary>
    public string Path => destination.Folder;

    /// <summary>What decides the scores: plantings of other settings are not mixed.</summary>
    public static string Settings(Dataset data, TrainingOptions training, CrossValidationOptions folds, bool setAside) =>
        $"{data.Name} {DatasetChecksum.Sha256(data)}\n{training with { Threads = 1 }}\n{folds.Folds} folds, {folds.Seeds} networks each, issues set aside: {setAside}\n";

    /// <summary>The plantings that a stopped experiment left.</summary>
    /// <exception cref="UsageException">They were made with other settings.</exception>
    public IReadOnlyList<PlantedCell> Resume()
    {
        if (!File.Exists(In(Table)))
            return [];
        if (!File.Exists(In(SettingsFile)) || File.ReadAllText(In(SettingsFile)) != settings)
            throw new UsageException($"--resume {Path}: its plantings were made with other settings; choose another --out, or replace them with --force.");
        _exists = true;
        foreach (string file in (string[])[Table, Summary, SettingsFile])
            AtomicFile.RemoveAbandoned(In(file));
        return PlantedTable.ReadCsv(In(Table));
    }

    /// <summary>Writes all plantings so far.</summary>
    public void Write(IReadOnlyList<PlantedCell> cells, string heading)
    {
        if (_exists)
        {
            Fill(Path, cells, heading);
            return;
        }

        destination.Write(made => Fill(made, cells, heading));
        _exists = true;
    }

    private void Fill(string to, IReadOnlyList<PlantedCell> cells, string heading)
    {
        AtomicFile.WriteText(System.IO.Path.Combine(to, SettingsFile), settings);
        PlantedTable.WriteCsv(System.IO.Path.Combine(to, Table), cells);
        AtomicFile.WriteText(System.IO.Path.Combine(to, Summary), $"{heading}\n\n{PlantedTable.Markdown(PlantedTable.Summarize(cells))}");
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
