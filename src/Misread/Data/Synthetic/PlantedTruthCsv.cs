using Misread.Formats;

namespace Misread.Data;

/// <summary><c>planted_truth.csv</c>: what is known of each synthetic image, kept beside its data set so that findings can be scored.</summary>
public static class PlantedTruthCsv
{
    /// <summary>The file's name.</summary>
    public const string FileName = "planted_truth.csv";

    private static readonly string[] Columns = ["id", "given_label", "true_label", "is_flipped", "blended_with", "blend_share"];

    /// <summary>Writes the file whole or not at all: a row for every image, in the order of the data set.</summary>
    /// <param name="path">Destination.</param>
    /// <param name="data">The images with their given labels.</param>
    /// <param name="truth"><c>[N]</c>.</param>
    /// <exception cref="ArgumentException">There are not as many rows as images.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Dataset data, IReadOnlyList<PlantedTruth> truth)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(truth);
        if (truth.Count != data.Count)
            throw new ArgumentException($"{truth.Count} rows of truth for {data.Count} images", nameof(truth));
        CsvTable.Write(path, Columns, truth.Count, (csv, i) =>
        {
            csv.WriteField(data.Id(i));
            csv.WriteField(data.ClassNames[data.Label(i)]);
            csv.WriteField(data.ClassNames[truth[i].TrueLabel]);
            csv.WriteField(truth[i].IsFlipped ? 1 : 0);
            csv.WriteField(truth[i].BlendedWith is { } other ? data.ClassNames[other] : "");
            csv.WriteField(truth[i].BlendShare);
        });
    }
}
