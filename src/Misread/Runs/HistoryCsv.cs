using CsvHelper;
using Misread.Formats;
using Misread.IO;
using Misread.Training;

namespace Misread.Runs;

/// <summary><c>history.csv</c>: a row an epoch. Without a validation split its two cells are empty.</summary>
internal static class HistoryCsv
{
    private static readonly string[] Columns =
        ["epoch", "learning_rate", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "seconds"];

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<EpochRecord> history) => CsvTable.Write(path, Columns, history.Count, (csv, i) =>
    {
        EpochRecord epoch = history[i];
        csv.WriteField(epoch.Epoch);
        csv.WriteField(epoch.LearningRate);
        csv.WriteField(epoch.TrainLoss);
        csv.WriteField(epoch.TrainAccuracy);
        csv.WriteField(epoch.ValidationLoss);
        csv.WriteField(epoch.ValidationAccuracy);
        csv.WriteField(Math.Round(epoch.Seconds, 3));
    });

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">It is malformed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static List<EpochRecord> Read(string path) => CsvTable.Read(path, Columns, csv => new EpochRecord(
        csv.Parse<int>("epoch"),
        csv.Parse<double>("learning_rate"),
        csv.Parse<double>("train_loss"),
        csv.Parse<double>("train_accuracy"),
        Optional(csv, "validation_loss"),
        Optional(csv, "validation_accuracy"),
        csv.Parse<double>("seconds")));

    private static double? Optional(CsvReader csv, string column) =>
        csv.GetSpan(column).IsEmpty ? null : csv.Parse<double>(column);
}
