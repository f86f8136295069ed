namespace Misread.IO;

/// <summary>
/// Outputs of versions that did not list their files yet: runs, audits, retrainings, comparisons and clusterings and plantings are known by the file
/// that names them, if there is nothing else beside it than such a version writes. Data sets and exports of images of that time are not:
/// one cannot tell them from somebody's own.
/// </summary>
internal static class EarlierOutput
{
    private static readonly HashSet<string> Identities = new(StringComparer.Ordinal) { "run.json", "summary.json", "retrain.json", "comparison.json", "metrics.json", "planted.csv" };

    private static readonly HashSet<string> Files = new(StringComparer.Ordinal)
    {
        "model.safetensors", "history.csv", "predictions.csv", "probabilities.npy", "features.npy", "classification_report.txt", "report.html",
        "top_errors.png", "ambiguous.png", "samples.png", "hardness.csv", "neighbours.csv", "duplicates.csv", "consensus.csv",
        "probabilities_by_seed.npy", "planted_truth.csv", "index.csv", "issues.csv", "issues.png", "verdicts.csv", "health.csv", "overlaps.csv",
        "gained.png", "lost.png", "shared.png", "planted.md", "settings.txt", "arms.csv", "hard.csv", "hard.png",
        "assignments.csv", "centroids.png", "nearest.png", "farthest.png", "map.svg", "map.png", "choose_k.csv", "choose_k.svg",
    };

    private static readonly string[] Charts = ["confusion_matrix", "learning_curves", "per_class", "reliability", "confidence"];

    /// <summary>The first file that such a version would not have written, or <see langword="null"/>.</summary>
    public static string? Foreign(string folder, IEnumerable<(string Path, long Bytes)> files)
    {
        string? foreign = null;
        bool known = false;
        foreach ((string path, long bytes) in files)
        {
            known |= Identities.Contains(path);
            if (bytes < 0 || !IsKnown(path))
                foreign ??= path;
        }

        return known ? foreign : foreign ?? Path.GetFileName(folder);
    }

    private static bool IsKnown(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        if (Temporaries.IsUnfinished(name))
            return true;
        if (path.Contains('/', StringComparison.Ordinal) && name == "dataset.json")
            return true;
        return Identities.Contains(name) || Files.Contains(name)
            || (Charts.Any(c => name.StartsWith(c, StringComparison.Ordinal)) && Path.GetExtension(name) is ".csv" or ".svg" or ".png")
            || (name.Contains("__", StringComparison.Ordinal) && name.EndsWith(".png", StringComparison.Ordinal));
    }
}
