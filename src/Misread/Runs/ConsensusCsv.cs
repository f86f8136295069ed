using Misread.Formats;
using Misread.Training;

namespace Misread.Runs;

/// <summary><c>consensus.csv</c>: how many of S independently seeded networks misread each image, and what they read instead.</summary>
public static class ConsensusCsv
{
    /// <summary>The file's name.</summary>
    public const string FileName = "consensus.csv";

    private static readonly string[] Columns = ["id", "networks", "misread_by", "agreeing", "read_instead"];

    /// <summary>Writes the file whole or not at all: a row for every image, in the order of the data set.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, CrossValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        CsvTable.Write(path, Columns, result.Predictions.Count, (csv, i) =>
        {
            SeedConsensus consensus = result.Consensus(i);
            csv.WriteField(result.Predictions.Id(i));
            csv.WriteField(result.BySeed.Count);
            csv.WriteField(consensus.Misread);
            csv.WriteField(consensus.Agreement);
            csv.WriteField(consensus.Instead < 0 ? "" : result.Predictions.ClassNames[consensus.Instead]);
        });
    }
}
