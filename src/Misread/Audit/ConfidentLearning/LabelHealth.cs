namespace Misread.Audit;

/// <summary>How healthy the labels of one class are.</summary>
/// <param name="Class">The class, 0 … K − 1.</param>
/// <param name="Count">The number of rows that bear its label.</param>
/// <param name="Issues">How many of those are flagged.</param>
/// <param name="IssuesElsewhere">How many flagged rows of other labels are predicted as this class.</param>
/// <param name="EstimatedErrors">How many of its labels the joint estimates to be wrong (given this class, truly another), flagged or not.</param>
/// <param name="EstimatedMissing">How many rows with other labels the joint estimates to be truly of this class.</param>
/// <param name="LabelNoise"><c>p(true ≠ k | given k)</c> by the joint, 0 … 1; 0 for a label that no row bears.</param>
/// <param name="InverseLabelNoise"><c>p(given ≠ k | true k)</c> by the joint, 0 … 1; 0 for a class estimated to hold no row.</param>
public sealed record ClassHealth(
    int Class, int Count, int Issues, int IssuesElsewhere, int EstimatedErrors, int EstimatedMissing, double LabelNoise, double InverseLabelNoise)
{
    /// <summary><c>1 − LabelNoise</c>: 1 is clean.</summary>
    public double LabelQuality => 1 - LabelNoise;
}

/// <summary>How much two classes are taken for each other.</summary>
/// <param name="First">The lower class.</param>
/// <param name="Second">The higher class.</param>
/// <param name="EstimatedRows">How many rows the joint estimates to bear one of the two labels and be truly the other.</param>
/// <param name="JointProbability">That as a share of all rows, 0 … 1.</param>
public sealed record ClassOverlap(int First, int Second, int EstimatedRows, double JointProbability);

/// <summary>
/// The health of a set of labels. <see cref="Issues"/> counts flagged rows, everywhere; what the joint estimates of whole classes
/// stands beside it under names of its own, because an estimate of how many labels are wrong does not say which.
/// </summary>
/// <param name="Filter">What counts as an issue.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Issues">The number of flagged rows.</param>
/// <param name="EstimatedErrors">How many labels the calibrated joint estimates to be wrong: all off its diagonal.</param>
/// <param name="Classes">Each class, the noisiest labels first (<see cref="ClassHealth.LabelQuality"/> ascending, then the number of the class).</param>
/// <param name="Overlaps">Each pair of classes with an overlap, the greatest first, then in the order of the classes.</param>
public sealed record LabelHealth(
    LabelFilter Filter,
    int Count,
    int Issues,
    int EstimatedErrors,
    IReadOnlyList<ClassHealth> Classes,
    IReadOnlyList<ClassOverlap> Overlaps)
{
    /// <summary><c>1 − Issues / Count</c>: 1 is clean.</summary>
    public double Score => 1 - ((double)Issues / Count);

    internal static LabelHealth From(LabelAudit audit, LabelFilter filter)
    {
        ConfidentJoint joint = audit.Joint;
        int classes = joint.ClassCount;
        int[] truly = new int[classes];
        for (int i = 0; i < classes; i++)
        {
            for (int j = 0; j < classes; j++)
                truly[j] += joint.CalibratedCount(i, j);
        }

        int[] issues = new int[classes];
        int[] elsewhere = new int[classes];
        IReadOnlyList<int> flagged = audit.Issues(filter);
        foreach (int row in flagged)
        {
            issues[audit.Label(row)]++;
            if (audit.Predicted(row) != audit.Label(row))
                elsewhere[audit.Predicted(row)]++;
        }

        ClassHealth[] health = [.. Enumerable.Range(0, classes).Select(k =>
        {
            int given = joint.LabelCounts[k];
            int right = joint.CalibratedCount(k, k);
            return new ClassHealth(
                k, given, issues[k], elsewhere[k], given - right, truly[k] - right, Share(given - right, given), Share(truly[k] - right, truly[k]));
        }).OrderBy(c => c.LabelQuality)];
        return new LabelHealth(filter, audit.Count, flagged.Count, health.Sum(c => c.EstimatedErrors), health, OverlapsOf(joint, audit.Count));
    }

    private static ClassOverlap[] OverlapsOf(ConfidentJoint joint, int count)
    {
        var overlaps = new List<ClassOverlap>();
        for (int a = 0; a < joint.ClassCount; a++)
        {
            for (int b = a + 1; b < joint.ClassCount; b++)
            {
                int rows = joint.CalibratedCount(a, b) + joint.CalibratedCount(b, a);
                if (rows > 0)
                    overlaps.Add(new ClassOverlap(a, b, rows, rows / (double)count));
            }
        }

        return [.. overlaps.OrderByDescending(o => o.EstimatedRows)];
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
