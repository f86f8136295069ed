using Misread.Audit;
using Misread.Data;
using Misread.Formats;
using Misread.Report;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>Writes a run folder with its pictures and its page.</summary>
internal static class RunPages
{
    private const string FeaturesFile = "features.npy";

    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="write">Writes a folder that it lets be filled.</param>
    /// <param name="run">The run.</param>
    /// <param name="threads">Threads that write.</param>
    /// <param name="info">Called before the files are written, for the page, and once they are, so that <c>run.json</c> can tell the time of it all.</param>
    /// <param name="truth">What is known of each image of a generated data set; it is kept in <c>planted_truth.csv</c>.</param>
    /// <param name="consensus">What several seeds read in each image; it is kept in <c>consensus.csv</c>.</param>
    /// <param name="evidence">What an audit is to judge by; it is kept in files of its own.</param>
    /// <param name="features"><c>[N,F]</c> what the model's last layer reads; it is kept in <c>features.npy</c>.</param>
    /// <returns>What <paramref name="info"/> said last.</returns>
    public static RunInfo WriteFolder(
        Action<Action<string>> write,
        Run run,
        int threads,
        Func<RunInfo> info,
        IReadOnlyList<PlantedTruth>? truth = null,
        CrossValidationResult? consensus = null,
        AuditEvidence? evidence = null,
        float[]? features = null)
    {
        RunInfo? written = null;
        write(folder =>
        {
            RunInfo soFar = info();
            Parallel.Invoke(
                new ParallelOptions { MaxDegreeOfParallelism = threads },
                () => RunFolder.WriteFiles(folder, run, threads),
                () => ReportPage.Write(Path.Combine(folder, ReportPage.FileName), run, soFar),
                () => RunPictures.WriteAll(folder, run, threads));
            if (truth is not null)
                PlantedTruthCsv.Write(Path.Combine(folder, PlantedTruthCsv.FileName), run.Data, truth);
            if (consensus is not null)
                ConsensusCsv.Write(Path.Combine(folder, ConsensusCsv.FileName), consensus);
            if (evidence is not null)
                EvidenceFiles.Write(folder, evidence);
            if (features is not null)
                NpyFile.Write(Path.Combine(folder, FeaturesFile), features, run.Data.Count, features.Length / run.Data.Count);
            // The page and run.json tell of the same moment.
            written = info() with { Created = soFar.Created };
            RunFolder.WriteInfo(folder, written);
        });
        return written!;
    }
}
