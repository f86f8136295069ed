using System.Globalization;
using System.Text;
using Misread.Audit;
using Misread.Data;
using Misread.Formats;
using Misread.IO;

namespace Misread.Runs;

/// <summary>
/// <c>neighbours.csv</c>: what the nearest training images of each image are labelled, in the order of the predictions.
/// <c>votes</c> is all of it, <c>class number:count</c> for each class that occurs; the other columns say the same for people.
/// </summary>
internal static class NeighboursCsv
{
    /// <summary>The file's name.</summary>
    public const string FileName = "neighbours.csv";

    private static readonly string[] Columns =
        ["id", "neighbours", "with_label", "majority", "with_majority", "outlier_score", "votes"];

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, Predictions predictions, NeighbourVotes neighbours) =>
        CsvTable.Write(path, Columns, neighbours.Count, (csv, i) =>
        {
            int majority = neighbours.Majority(i);
            csv.WriteField(predictions.Id(i));
            csv.WriteField(neighbours.Asked);
            csv.WriteField(neighbours.VotesFor(i, predictions.Label(i)));
            csv.WriteField(predictions.ClassNames[majority]);
            csv.WriteField(neighbours.VotesFor(i, majority));
            csv.WriteField((float)neighbours.OutlierScore(i));
            csv.WriteField(Text(neighbours.Votes(i)));
        });

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">It is malformed, or of other images or classes.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NeighbourVotes Read(string path, Predictions predictions)
    {
        int classes = predictions.ClassCount;
        int[] votes = new int[checked(predictions.Count * classes)];
        var ids = new List<string>();
        var outliers = new List<float>();
        int asked = 1;
        CsvTable.Read(path, ["id", "neighbours", "outlier_score", "votes"], csv =>
        {
            asked = csv.Parse<int>("neighbours");
            if (ids.Count < predictions.Count)
                Parse(csv.GetString("votes"), votes.AsSpan(ids.Count * classes, classes));
            outliers.Add(csv.Parse<float>("outlier_score"));
            ids.Add(csv.GetString("id"));
            return 0;
        });
        EvidenceFiles.CheckIds(path, predictions, ids);
        try
        {
            return new NeighbourVotes(classes, asked, votes, [.. outliers]);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{path}: the votes are impossible: {e.Message}.", e);
        }
    }

    private static string Text(ReadOnlySpan<int> votes)
    {
        var text = new StringBuilder();
        for (int c = 0; c < votes.Length; c++)
        {
            if (votes[c] > 0)
                text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{c}:{votes[c]}");
        }

        return text.ToString();
    }

    private static void Parse(string text, Span<int> votes)
    {
        foreach (string part in text.Split(' '))
        {
            string[] pair = part.Split(':');
            if (pair.Length != 2
                || !int.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out int c)
                || !int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                || c >= votes.Length)
            {
                throw new FormatException($"expected votes as class:count, classes 0 … {votes.Length - 1}, found '{text}'.");
            }

            votes[c] = count;
        }
    }
}
