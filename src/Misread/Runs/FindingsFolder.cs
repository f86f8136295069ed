using Misread.Data;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Runs;

/// <summary>
/// Findings as files of an audit's folder: <c>budget.json</c>, <c>groups.csv</c> and, with images, <c>images.csv</c> (properties of
/// every image, and in which it is odd) and <c>duplicates.csv</c> (copies, with their kind).
/// </summary>
public static class FindingsFolder
{
    /// <summary>Writes into an existing folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="findings">The findings.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, DataFindings findings)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(findings);
        AtomicFile.WriteText(Path.Combine(folder, "budget.json"), FindingsSummary.ToJson(BudgetSummary.From(findings.Budget.Status())));
        WriteGroups(Path.Combine(folder, "groups.csv"), findings);
        if (findings.Images is null)
            return;
        WriteImages(Path.Combine(folder, "images.csv"), findings);
        WriteCopies(Path.Combine(folder, "duplicates.csv"), findings);
    }

    private static void WriteGroups(string path, DataFindings findings)
    {
        string[] columns =
        [
            "group", "kind", "traits", "classes", "read_as", "images", "errors", "expected", "risk_ratio", "risk_ratio_low", "risk_ratio_high",
            "p_value", "p_adjusted", "examples",
        ];
        IReadOnlyList<string> names = findings.Predictions.ClassNames;
        CsvTable.Write(path, columns, findings.Groups.Groups, (csv, g) =>
        {
            csv.WriteField(g.Candidate.Name);
            csv.WriteField(g.Candidate.Kind.ToString().ToLowerInvariant());
            csv.WriteField(string.Join("; ", g.Traits));
            csv.WriteField(string.Join("; ", g.Classes.Select(k => names[k])));
            csv.WriteField(g.ReadAs < 0 ? "" : names[g.ReadAs]);
            csv.WriteField(g.Images);
            csv.WriteField(g.Errors);
            csv.WriteField(g.Expected);
            csv.WriteField(g.Ratio?.Ratio);
            csv.WriteField(g.Ratio?.Low);
            csv.WriteField(g.Ratio?.High);
            csv.WriteField(g.PValue);
            csv.WriteField(g.AdjustedPValue);
            csv.WriteField(string.Join(' ', g.Examples.Select(findings.Predictions.Id)));
        });
    }

    private static void WriteImages(string path, DataFindings findings)
    {
        ILookup<int, string> odd = findings.Odd.ToLookup(o => o.Image, o => o.Word);
        int[] shown = [.. Enumerable.Range(0, ImageProperty.All.Count).Where(p => findings.Properties.Any(v => !double.IsNaN(v[p])))];
        CsvTable.Write(path, ["id", "odd", .. shown.Select(p => ImageProperty.All[p].Name)], findings.Properties.Count, (csv, i) =>
        {
            csv.WriteField(findings.Predictions.Id(i));
            csv.WriteField(string.Join("; ", odd[i].Distinct(StringComparer.Ordinal)));
            foreach (int p in shown)
                csv.WriteField(double.IsNaN(findings.Properties[i][p]) ? null : (float?)findings.Properties[i][p]);
        });
    }

    private static void WriteCopies(string path, DataFindings findings)
    {
        (Predictions predictions, Dataset images) = (findings.Predictions, findings.Images!);
        CsvTable.Write(path, ["first", "second", "kind", "correlation", "detail", "scale", "labels_differ", "crosses_splits"], findings.Copies, (csv, c) =>
        {
            csv.WriteField(predictions.Id(c.First));
            csv.WriteField(predictions.Id(c.Second));
            csv.WriteField(c.Kind.ToString().ToLowerInvariant());
            csv.WriteField((float)c.Alignment.Correlation);
            csv.WriteField((float)c.Alignment.Detail);
            csv.WriteField((float)c.Alignment.Scale);
            csv.WriteField(predictions.Label(c.First) != predictions.Label(c.Second) ? "yes" : "no");
            csv.WriteField(images.Split(findings.Numbers[c.First]) != images.Split(findings.Numbers[c.Second]) ? "yes" : "no");
        });
    }
}
