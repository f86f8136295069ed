using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>misread cluster</c> says.</summary>
internal static class ClusterText
{
    public static void Write(ClusterReport report, ClusterMetrics metrics, Output output)
    {
        Line(output, "inertia", $"{metrics.Inertia:N1}, best of {metrics.NInit} ({metrics.Iterations} passes{(metrics.Converged ? "" : ", not converged")})");
        if (report.HasLabels)
        {
            Line(output, "accuracy", $"{metrics.AccuracyMode:F4} by mode ({metrics.CorrectMode:N0} of {report.Table.Total:N0}), {metrics.AccuracyHungarian:F4} by Hungarian assignment");
            Line(output, "agreement", $"adjusted Rand {metrics.Ari:F4}, NMI {metrics.Nmi:F4}, homogeneity {metrics.Homogeneity:F4}, completeness {metrics.Completeness:F4}");
        }

        if (metrics.Silhouette is { } silhouette)
            Line(output, "silhouette", $"{silhouette:F4} on {Math.Min(report.Data.Count, ClusterReport.SilhouetteSample):N0} images");
        foreach (ClusterFigures cluster in metrics.Clusters.Take(26))
            Line(output, cluster.Cluster == 0 ? "clusters" : "", $"{cluster.Cluster,3}  {cluster.Size,7:N0} {(cluster.Size == 1 ? "image" : "images")}{(cluster.ClassMode is null ? "" : $"  mostly {cluster.ClassMode}")}");
        foreach (Clustering.ClusterChoice choice in report.Choices)
            Line(output, choice == report.Choices[0] ? "choice of k" : "", $"{choice.Clusters,3}  inertia {choice.Inertia:N0}  silhouette {choice.Silhouette:F4}");
        if (metrics.Map is { } map)
        {
            string accuracy = map.AccuracyMode is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; k-means on it: accuracy {map.AccuracyMode:F4} by mode, {map.AccuracyHungarian:F4} by assignment");
            Line(output, "map", $"{map.Method} of {map.Images:N0} images{accuracy}");
        }

        Line(output, "seconds", $"{metrics.Seconds!.Cluster:F2} k-means, {metrics.Seconds.Total:F2} in all");
        if (metrics.Out is { } folder)
        {
            Line(output, "written to", $"{folder}");
            output.Next(metrics.Map is null ? "the same with --map tsne draws a map of the images" : $"misread run --dataset {TrainingArguments.Quoted(report.Data.Name)} shows what labels add");
        }
        else
        {
            output.Next("the same with --out FOLDER writes the assignments and pictures");
        }
    }

    private static void Line(Output output, string what, FormattableString text) =>
        output.Line($"{what,-12} {text.ToString(CultureInfo.InvariantCulture)}");
}
