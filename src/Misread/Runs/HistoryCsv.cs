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
    public static List<EpochRecord> Read(string path)
    {
        List<EpochRecord> history = CsvTable.Read(path, Columns, csv => new EpochRecord(
            csv.Parse<int>("epoch"),
            csv.Finite("learning_rate"),
            csv.Parse<double>("train_loss"),
            csv.Finite("train_accuracy"),
            Optional(csv, "validation_loss"),
            Optional(csv, "validation_accuracy"),
            csv.Finite("seconds")));
        for (int i = 0; i < history.Count; i++)
        {
            if (Fault(history[i], history[0].ValidationLoss is not null) is { } fault)
                throw new DataFormatException($"{path}: row {i + 1} behind the header: {fault}.");
        }

        return history;
    }

    private static string? Fault(EpochRecord epoch, bool validated)
    {
        if (epoch.Epoch < 1)
            return $"expected an epoch of 1 or more, found {epoch.Epoch}";
        if (epoch.LearningRate < 0 || epoch.Seconds < 0)
            return "expected a learning rate and seconds of 0 or more";
        if (epoch.TrainAccuracy is < 0 or > 1 || epoch.ValidationAccuracy is not (null or >= 0 and <= 1))
            return "expected accuracies of 0 … 1";
        if (epoch.ValidationLoss is not null != validated || epoch.ValidationAccuracy is not null != validated)
            return "expected a validation loss and accuracy in every row, or in none";
        return null;
    }

    private static double? Optional(TableRow csv, string column) =>
        csv.GetSpan(column).IsEmpty ? null : csv.Parse<double>(column);
}
