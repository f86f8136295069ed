using System.Globalization;
using System.Text;
using Misread.Evaluation;
using Misread.Formats;
using Misread.IO;

namespace Misread.Experiments;

/// <summary>One ranking on all plantings of one kind and rate.</summary>
/// <param name="Kind">How the wrong labels came about.</param>
/// <param name="Rate">Their share.</param>
/// <param name="Ranking">Name of the ranking.</param>
/// <param name="Seeds">Number of plantings.</param>
/// <param name="Wrong">Wrong labels of the first planting.</param>
/// <param name="AveragePrecision">Average precision.</param>
/// <param name="AtPlanted">Precision, and recall, at the planted number.</param>
/// <param name="Precision">Precision at each of <see cref="PlantedScore.Places"/>.</param>
/// <param name="Recall">Recall at each of <see cref="PlantedScore.Places"/>.</param>
public sealed record PlantedSummary(
    PlantedKind Kind, double Rate, string Ranking, int Seeds, int Wrong, Spread AveragePrecision, Spread AtPlanted, IReadOnlyList<Spread> Precision, IReadOnlyList<Spread> Recall);

/// <summary>Plantings as tables.</summary>
public static class PlantedTable
{
    private static readonly string[] Columns =
    [
        "kind", "rate", "seed", "rows", "wrong", "ranking", "average_precision", "precision_at_planted", "recall_at_planted",
        .. PlantedScore.Places.SelectMany(p => (string[])[$"precision_at_{p}", $"recall_at_{p}"]), "set_aside", "seconds",
    ];

    /// <summary>Means and spreads over the seeds of each kind, rate and ranking, in the order of the cells.</summary>
    public static IReadOnlyList<PlantedSummary> Summarize(IEnumerable<PlantedCell> cells) =>
    [
        .. cells.GroupBy(c => (c.Kind, c.Rate)).SelectMany(same => same.First().Scores.Select((_, r) =>
        {
            PlantedScore[] scores = [.. same.Select(c => c.Scores[r])];
            return new PlantedSummary(
                same.Key.Kind,
                same.Key.Rate,
                scores[0].Ranking,
                scores.Length,
                same.First().Wrong,
                Spread.Of([.. scores.Select(s => s.AveragePrecision)]),
                Spread.Of([.. scores.Select(s => s.AtPlanted)]),
                [.. PlantedScore.Places.Select((_, p) => Spread.Of([.. scores.Select(s => s.Precision[p])]))],
                [.. PlantedScore.Places.Select((_, p) => Spread.Of([.. scores.Select(s => s.Recall[p])]))]);
        })),
    ];

    /// <summary>Every cell and ranking as CSV; the file appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteCsv(string path, IEnumerable<PlantedCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        (PlantedCell Cell, PlantedScore Score)[] rows = [.. cells.SelectMany(c => c.Scores.Select(s => (c, s)))];
        CsvTable.Write(path, Columns, rows.Length, (csv, i) => WriteRow(csv, rows[i].Cell, rows[i].Score));
    }

    /// <summary>Reads what <see cref="WriteCsv"/> wrote.</summary>
    /// <exception cref="DataFormatException">A column is missing, or a row is malformed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<PlantedCell> ReadCsv(string path)
    {
        List<(PlantedCell Cell, PlantedScore Score)> rows = CsvTable.Read(path, Columns, ReadRow);
        return
        [
            .. rows.GroupBy(r => (r.Cell.Kind, r.Cell.Rate, r.Cell.Seed))
                .Select(cell => cell.First().Cell with { Scores = [.. cell.Select(r => r.Score)] }),
        ];
    }

    /// <summary>Average precision as Markdown: a row for each ranking, a column for each kind and rate; the best of each column is bold.</summary>
    public static string Markdown(IReadOnlyList<PlantedSummary> summaries)
    {
        ArgumentNullException.ThrowIfNull(summaries);
        (PlantedKind Kind, double Rate)[] columns = [.. summaries.Select(s => (s.Kind, s.Rate)).Distinct()];
        string[] rankings = [.. summaries.Select(s => s.Ranking).Distinct(StringComparer.Ordinal)];
        var text = new StringBuilder("| ranking |");
        foreach ((PlantedKind kind, double rate) in columns)
            text.Append(CultureInfo.InvariantCulture, $" {kind.ToName()} {100 * rate:0.###} % |");
        text.Append(" mean |\n| --- |").Insert(text.Length, " --- |", columns.Length + 1).Append('\n');
        double[] best = [.. columns.Select(c => summaries.Where(s => (s.Kind, s.Rate) == c).Max(s => s.AveragePrecision.Mean))];
        foreach (string ranking in rankings)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{ranking}` |");
            double sum = 0;
            for (int c = 0; c < columns.Length; c++)
            {
                Spread value = summaries.First(s => (s.Kind, s.Rate) == columns[c] && s.Ranking == ranking).AveragePrecision;
                sum += value.Mean;
                string mark = value.Mean >= best[c] ? "**" : "";
                text.Append(CultureInfo.InvariantCulture, $" {mark}{value}{mark} |");
            }

            text.Append(CultureInfo.InvariantCulture, $" {sum / columns.Length:0.000} |\n");
        }

        return text.ToString();
    }

    private static void WriteRow(TableWriter csv, PlantedCell cell, PlantedScore score)
    {
        csv.WriteField(cell.Kind.ToName());
        csv.WriteField(cell.Rate);
        csv.WriteField(cell.Seed);
        csv.WriteField(cell.Rows);
        csv.WriteField(cell.Wrong);
        csv.WriteField(score.Ranking);
        csv.WriteField(score.AveragePrecision);
        csv.WriteField(score.AtPlanted);
        csv.WriteField(score.AtPlanted);
        for (int p = 0; p < score.Precision.Count; p++)
        {
            csv.WriteField(score.Precision[p]);
            csv.WriteField(score.Recall[p]);
        }

        csv.WriteField(cell.SetAside);
        csv.WriteField(cell.Seconds);
    }

    private static (PlantedCell Cell, PlantedScore Score) ReadRow(TableRow csv)
    {
        if (!PlantedKindNames.TryParse(csv.GetString("kind"), out PlantedKind kind))
            throw new FormatException($"kind is '{csv.GetString("kind")}', expected one of {string.Join(", ", PlantedKindNames.All)}.");
        var cell = new PlantedCell(kind, Number("rate"), Whole("seed"), Whole("rows"), Whole("set_aside"), Whole("wrong"), [], Number("seconds"));
        return (cell, new PlantedScore(
            csv.GetString("ranking"),
            Number("average_precision"),
            Number("precision_at_planted"),
            [.. PlantedScore.Places.Select(p => Number($"precision_at_{p}"))],
            [.. PlantedScore.Places.Select(p => Number($"recall_at_{p}"))]));

        double Number(string column) => double.Parse(csv.GetString(column), CultureInfo.InvariantCulture);

        int Whole(string column) => int.Parse(csv.GetString(column), CultureInfo.InvariantCulture);
    }
}
