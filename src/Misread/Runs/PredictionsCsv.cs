using Misread.Data;
using Misread.Experiments;
using Misread.Formats;
using Misread.IO;

namespace Misread.Runs;

/// <summary>
/// <c>predictions.csv</c>: a row for every image, in the order of the data set, for people and spreadsheets. Labels and
/// predictions are class names. Together with <c>probabilities.npy</c> it makes the predictions again.
/// </summary>
internal static class PredictionsCsv
{
    private static readonly string[] Columns =
        ["id", "split", "index", "seen", "label", "predicted", "confidence", "runner_up", "margin", "entropy"];

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, Dataset data, Predictions predictions) => CsvTable.Write(path, Columns, predictions.Count, (csv, i) =>
    {
        csv.WriteField(predictions.Id(i));
        csv.WriteField(data.Split(i));
        csv.WriteField(data.IndexInSplit(i));
        csv.WriteField(predictions.Origin(i).ToName());
        csv.WriteField(ClassName(predictions, predictions.Label(i)));
        csv.WriteField(ClassName(predictions, predictions.Predicted(i)));
        csv.WriteField(predictions.Confidence(i));
        csv.WriteField(predictions.IsTopOnly ? "" : ClassName(predictions, predictions.RunnerUp(i)));
        if (predictions.IsTopOnly)
        {
            csv.WriteField("");
            csv.WriteField("");
            return;
        }

        csv.WriteField(predictions.Margin(i));
        csv.WriteField((float)predictions.Entropy(i));
    });

    /// <summary>Reads the ids, labels and origins, and joins them with the probabilities.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="probabilities"><c>[N,K]</c>.</param>
    /// <param name="classNames">K names.</param>
    /// <param name="topOnly">Whether they know no more than the class that was read.</param>
    /// <exception cref="DataFormatException">A row is malformed, or the files do not fit each other.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Predictions Read(string path, float[] probabilities, IReadOnlyList<string> classNames, bool topOnly = false)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal) { [""] = -1 };
        for (int k = 0; k < classNames.Count; k++)
            numbers.TryAdd(classNames[k], k);
        List<(string Id, int Label, PredictionOrigin Origin)> rows = CsvTable.Read(path, ["id", "seen", "label"], csv =>
        {
            string label = csv.GetString("label");
            string seen = csv.GetString("seen");
            if (!numbers.TryGetValue(label, out int number))
                throw new FormatException($"expected a label of {string.Join(", ", classNames)}, found '{label}'.");
            if (!PredictionOriginNames.TryParse(seen, out PredictionOrigin origin))
                throw new FormatException($"expected train-seen, out-of-fold, held-out or given, found '{seen}'.");
            return (csv.GetString("id"), number, origin);
        });
        try
        {
            return new Predictions(
                [.. rows.Select(r => r.Id)], [.. rows.Select(r => r.Label)], probabilities, [.. rows.Select(r => r.Origin)], classNames)
            { IsTopOnly = topOnly };
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{path}: the rows do not fit probabilities.npy beside it: {e.Message}.", e);
        }
    }

    private static string ClassName(Predictions predictions, int number) => number < 0 ? "" : predictions.ClassNames[number];
}
