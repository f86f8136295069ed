using System.Globalization;

namespace Misread.Audit;

/// <summary>Puts into words what each filter makes of one row: where the row stands in the order that the filter cuts, and where the cut is.</summary>
internal sealed class IssueExplainer(LabelAudit audit, LabelScan scan, JointCounter counter)
{
    public LabelIssueReasons Explain(int row)
    {
        double[] p = audit.Probabilities(row);
        int given = audit.Label(row);
        int predicted = audit.Predicted(row);
        int confident = counter.Guess(row, new double[p.Length]);
        string summary = Invariant(
            $"Given {given} with p({given}) = {p[given]:G6}, read as {predicted} with p({predicted}) = {p[predicted]:G6}. {ConfidentText(p, given, confident)}");
        FilterReason[] reasons = [.. Enum.GetValues<LabelFilter>().Select(f => Explain(f, row, p, confident))];
        return new LabelIssueReasons(row, given, predicted, confident, summary, reasons);
    }

    private string ConfidentText(double[] p, int given, int confident)
    {
        IReadOnlyList<double> t = audit.Joint.Thresholds;
        if (confident < 0)
            return Invariant($"No class reaches its threshold (that of {given} is {t[given]:G6}), so the row is left out of the confident joint.");
        string counted = confident == given ? $"as rightly {given}" : $"as given {given}, truly {confident}";
        return Invariant($"p({confident}) = {p[confident]:G6} reaches its threshold {t[confident]:G6}, so the confident joint counts the row {counted}.");
    }

    private FilterReason Explain(LabelFilter filter, int row, double[] p, int confident)
    {
        int given = audit.Label(row);
        bool flagged = audit.Issues(filter) is int[] rows && Array.BinarySearch(rows, row) >= 0;
        string reason = filter switch
        {
            LabelFilter.PruneByNoiseRate => NoiseRate(row, p, given),
            LabelFilter.PruneByClass => ByClass(row, p, given),
            LabelFilter.Both => flagged ? "Flagged by both prune filters." : "Not flagged by both prune filters.",
            LabelFilter.ConfidentLearning => confident < 0 || confident == given
                ? "Not off the diagonal of the confident joint."
                : $"Off the diagonal of the confident joint: given {given}, confidently {confident}.",
            LabelFilter.PredictedNeqGiven => audit.Predicted(row) == given ? $"The label {given} is the most probable class." : $"The most probable class is {audit.Predicted(row)}, not {given}.",
            LabelFilter.LowSelfConfidence => Lowest(row, LabelScore.SelfConfidence),
            _ => Lowest(row, LabelScore.NormalizedMargin),
        };

        bool kept = filter is LabelFilter.LowSelfConfidence or LabelFilter.LowNormalizedMargin or LabelFilter.Both;
        if (!flagged && !kept && scan.LabelWins(row))
            reason += " Its label has the greatest probability, so it is no issue.";
        return new FilterReason(filter, flagged, reason);
    }

    private string ByClass(int row, double[] p, int given)
    {
        int quota = IssueFilters.PrunedOfClass(audit.Joint, given);
        int[] rows = RowsOf(given);
        int place = 1;
        foreach (int i in rows)
            place += Precedes(scan.Rows[i].Given, i, p[given], row) ? 1 : 0;
        return Invariant(
            $"By p({given}) it is number {place} from the lowest of {rows.Length} rows with label {given}; the lowest {quota} are taken, as many as the joint estimates not to be truly {given}.");
    }

    private string NoiseRate(int row, double[] p, int given)
    {
        int[] rows = RowsOf(given);
        ReadOnlySpan<int> quotas = audit.Joint.CalibratedRow(given);
        double[] buffer = new double[p.Length];
        (int Class, int Place) best = (-1, int.MaxValue);
        for (int j = 0; j < quotas.Length; j++)
        {
            if (j == given || quotas[j] == 0 || rows.Length < 2)
                continue;
            int place = 1;
            foreach (int i in rows)
            {
                ReadOnlySpan<double> q = scan.Row(i, buffer);
                place += Precedes(q[given] - q[j], i, p[given] - p[j], row) ? 1 : 0;
            }

            // The class that flags it if one does, else the one that comes nearest.
            if (best.Class < 0 || place - quotas[j] < best.Place - quotas[best.Class])
                best = (j, place);
        }

        return best.Class < 0
            ? $"The joint estimates no row with label {given} to be truly of another class."
            : Invariant(
                $"By p({best.Class}) − p({given}) = {p[best.Class] - p[given]:G6} it is number {best.Place} from the greatest of {rows.Length} rows with label {given}; the greatest {quotas[best.Class]} are taken, as many as the joint estimates to be truly {best.Class}.");
    }

    private int[] RowsOf(int label) => [.. Enumerable.Range(0, scan.Count).Where(i => scan.Labels[i] == label)];

    private string Lowest(int row, LabelScore score)
    {
        double own = audit.Score(row, score);
        int place = 1;
        for (int i = 0; i < scan.Count; i++)
            place += Precedes(audit.Score(i, score), i, own, row) ? 1 : 0;
        int quota = audit.Issues(LabelFilter.ConfidentLearning).Count;
        return Invariant(
            $"By {score.ToName()} = {own:G6} it is number {place} from the lowest of {scan.Count} rows; the lowest {quota} are taken, as many as confident_learning flags.");
    }

    private static bool Precedes(double key, int row, double otherKey, int otherRow) =>
        key < otherKey || (key == otherKey && row < otherRow);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
