using System.Globalization;
using Misread.Charts;
using Misread.Clustering;
using Misread.Data;
using Misread.Evaluation;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Runs;

/// <summary>Writes a clustering as files: figures, assignments and pictures.</summary>
/// <remarks>Thread-safe for distinct folders.</remarks>
public static class ClusterFolder
{
    private const int MembersPerCluster = 10;
    private const int MostClustersShown = 40;

    /// <summary>
    /// Writes <c>assignments.csv</c>, <c>metrics.json</c>, <c>centroids.png</c>, <c>nearest.png</c>, <c>farthest.png</c>; with
    /// labels <c>confusion_matrix.csv</c>, <c>.svg</c> and <c>.png</c>; with a map <c>map.svg</c> and <c>map.png</c>; with
    /// choices <c>choose_k.csv</c> and <c>choose_k.svg</c>.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="report">The clustering.</param>
    /// <param name="metrics">Its figures as they are to be written.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteFiles(string folder, ClusterReport report, ClusterMetrics metrics)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        WriteAssignments(Path.Combine(folder, "assignments.csv"), report);
        AtomicFile.WriteText(Path.Combine(folder, "metrics.json"), metrics.ToJson());
        WriteCentroids(Path.Combine(folder, "centroids.png"), report);
        WriteMembers(Path.Combine(folder, "nearest.png"), "Nearest to their centroid, a row a cluster", report, nearest: true);
        WriteMembers(Path.Combine(folder, "farthest.png"), "Farthest from their centroid, a row a cluster", report, nearest: false);
        if (report.HasLabels)
        {
            ConfusionMatrix confusion = Confusion(report);
            AtomicFile.WriteText(Path.Combine(folder, "confusion_matrix.csv"), confusion.ToCsv());
            WritePlot(Path.Combine(folder, "confusion_matrix"), ConfusionMatrixPlot.Create(confusion));
        }

        if (report.Map is { } map)
        {
            string title = map.Method == "pca" ? "The first two principal components" : "t-SNE map";
            WritePlot(Path.Combine(folder, "map"), ThumbnailMapPlot.Create(title, report.Data.Subset([.. map.Rows]), map.Points));
        }

        if (report.Choices.Count > 0)
        {
            WriteChoices(Path.Combine(folder, "choose_k.csv"), report.Choices);
            AtomicFile.WriteText(Path.Combine(folder, "choose_k.svg"), ClusterChoicePlot.Create(report.Choices).ToSvg());
        }
    }

    /// <summary>How often each label is read as each class, when a cluster is read as the class that most of its images bear.</summary>
    public static ConfusionMatrix Confusion(ClusterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        int classes = report.Data.ClassCount;
        int[] counts = new int[classes * classes];
        for (int k = 0; k < report.Result.Clusters; k++)
        {
            int read = report.ByMode.ClassOf[k];
            for (int c = 0; c < classes && read >= 0; c++)
                counts[(c * classes) + read] += report.Table[c, k];
        }

        return ConfusionMatrix.FromCounts(report.Data.ClassNames, counts);
    }

    internal static string? NameOf(Dataset data, int label) => label < 0 ? null : data.ClassNames[label];

    private static void WritePlot(string path, PlotScene plot)
    {
        AtomicFile.WriteText(path + ".svg", plot.ToSvg());
        PngEncoder.Write(path + ".png", plot.ToBitmap());
    }

    private static void WriteAssignments(string path, ClusterReport report)
    {
        Dictionary<int, int> onMap = report.Map?.Rows.Index().ToDictionary(r => r.Item, r => r.Index) ?? [];
        string[] columns = ["id", "split", "label", "cluster", "class_mode", "class_hungarian", "distance"];
        CsvTable.Write(path, report.Map is null ? columns : [.. columns, "x", "y", "map_cluster"], report.Data.Count, (csv, i) =>
        {
            int cluster = report.Result.Labels[i];
            csv.WriteField(report.Data.Id(i));
            csv.WriteField(report.Data.Split(i));
            csv.WriteField(NameOf(report.Data, report.Data.Label(i)) ?? "");
            csv.WriteField(cluster);
            csv.WriteField(NameOf(report.Data, report.ByMode.ClassOf[cluster]) ?? "");
            csv.WriteField(NameOf(report.Data, report.Hungarian.ClassOf[cluster]) ?? "");
            csv.WriteField(Number(Math.Sqrt(report.Result.SquaredDistances[i])));
            if (report.Map is { } map)
            {
                bool shown = onMap.TryGetValue(i, out int row);
                csv.WriteField(shown ? Number(map.Points.Row(row)[0]) : "");
                csv.WriteField(shown ? Number(map.Points.Row(row)[1]) : "");
                csv.WriteField(shown ? map.Clustering.Labels[row].ToString(CultureInfo.InvariantCulture) : "");
            }
        });
    }

    private static void WriteChoices(string path, IReadOnlyList<ClusterChoice> choices) => CsvTable.Write(path, ["k", "inertia", "silhouette"], choices, (csv, choice) =>
    {
        csv.WriteField(choice.Clusters);
        csv.WriteField(choice.Inertia.ToString("R", CultureInfo.InvariantCulture));
        csv.WriteField(choice.Silhouette?.ToString("R", CultureInfo.InvariantCulture) ?? "");
    });

    private static void WriteCentroids(string path, ClusterReport report)
    {
        Dataset data = report.Data;
        ContactSheetTile[] tiles =
        [
            .. Enumerable.Range(0, report.Result.Clusters).Select(k => new ContactSheetTile(
                Picture(data, report.Result.Centroid(k)),
                [
                    $"cluster {k}" + (NameOf(data, report.ByMode.ClassOf[k]) is { } name ? $": {name}" : ""),
                    string.Create(CultureInfo.InvariantCulture, $"{report.Result.Labels.Count(k):N0} images"),
                ])),
        ];
        PngEncoder.Write(path, ContactSheet.Render(tiles, new ContactSheetOptions { Title = "Centroids", Columns = 5 }));
    }

    private static void WriteMembers(string path, string title, ClusterReport report, bool nearest)
    {
        Dataset data = report.Data;
        var tiles = new List<ContactSheetTile>();
        int shown = Math.Min(MostClustersShown, report.Result.Clusters);
        int columns = Enumerable.Range(0, shown).Max(k => Math.Min(MembersPerCluster, report.Result.Labels.Count(k)));
        for (int k = 0; k < shown; k++)
        {
            int[] members = report.Result.Members(k);
            if (!nearest)
                Array.Reverse(members);
            for (int m = 0; m < columns; m++)
                tiles.Add(m < members.Length ? Member(report, k, members[m]) : new ContactSheetTile(new Bitmap(data.Width, data.Height, 4), []));
        }

        string more = shown < report.Result.Clusters ? $" (the first {shown} of {report.Result.Clusters})" : "";
        PngEncoder.Write(path, ContactSheet.Render(tiles, new ContactSheetOptions { Title = title + more, Columns = columns }));
    }

    private static ContactSheetTile Member(ClusterReport report, int cluster, int row)
    {
        Dataset data = report.Data;
        string name = NameOf(data, report.ByMode.ClassOf[cluster]) is { } mode ? $"cluster {cluster}: {mode}" : $"cluster {cluster}";
        string label = NameOf(data, data.Label(row)) is { } own ? $"label {own}" : "no label";
        return new ContactSheetTile(FingerprintFolder.Picture(data, row), [name, label, $"{data.Split(row)} {data.IndexInSplit(row)}"]);
    }

    private static Bitmap Picture(Dataset data, ReadOnlySpan<double> pixels)
    {
        byte[] grey = new byte[pixels.Length];
        for (int p = 0; p < grey.Length; p++)
            grey[p] = (byte)Math.Clamp(Math.Round(pixels[p] * 255 / data.MaxValue), 0, 255);
        return new Bitmap(data.Width, data.Height, data.Channels, grey);
    }

    private static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
