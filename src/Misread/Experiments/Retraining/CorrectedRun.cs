using Misread.Data;
using Misread.IO;
using Misread.Numerics;

namespace Misread.Experiments;

/// <summary>A run, and the corrections in force of the labels that it was trained and judged on.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class CorrectedRun
{
    // What the seed is used for, told apart from the trainer's own uses.
    private const long DrawStream = 0x4458_434C;
    private const long FillStream = 0x4649_4C4C;

    private readonly int[] _labels;
    private readonly HashSet<int> _excluded;

    private CorrectedRun(RetrainSource source, int[] labels, HashSet<int> excluded)
    {
        (Source, _labels, _excluded) = (source, labels, excluded);
        Relabelled = [.. source.TrainRows.Where(IsRelabelled)];
        Excluded = [.. source.TrainRows.Where(excluded.Contains)];
        TestRelabelled = [.. source.TestRows.Where(IsRelabelled)];
        TestExcluded = [.. source.TestRows.Where(excluded.Contains)];
    }

    /// <summary>The run.</summary>
    public RetrainSource Source { get; }

    /// <summary>Training rows under another label, ascending.</summary>
    public IReadOnlyList<int> Relabelled { get; }

    /// <summary>Training rows that are left out, ascending.</summary>
    public IReadOnlyList<int> Excluded { get; }

    /// <summary>Test rows under another label, ascending.</summary>
    public IReadOnlyList<int> TestRelabelled { get; }

    /// <summary>Test rows that are left out, ascending.</summary>
    public IReadOnlyList<int> TestExcluded { get; }

    /// <summary>The arms, the judged one first.</summary>
    public IReadOnlyList<CorrectionArm> Arms => Excluded.Count > 0
        ? [CorrectionArm.Corrected, CorrectionArm.Original, CorrectionArm.RandomExcluded, CorrectionArm.Excluded]
        : [CorrectionArm.Corrected, CorrectionArm.Original, CorrectionArm.Excluded];

    /// <summary>Applies corrections to a run.</summary>
    /// <param name="source">The run, on the data set as it was published.</param>
    /// <param name="corrections">Every correction, the oldest first.</param>
    /// <param name="path">Where they come from, for the message of an error.</param>
    /// <exception cref="DataFormatException">A correction does not fit the data, or none in force is of a training image.</exception>
    public static CorrectedRun From(RetrainSource source, IReadOnlyList<Correction> corrections, string path)
    {
        ArgumentNullException.ThrowIfNull(source);
        Dataset corrected = CorrectedDataset.Apply(source.Data, corrections, path);
        var labelOf = new Dictionary<string, int>(corrected.Count, StringComparer.Ordinal);
        for (int i = 0; i < corrected.Count; i++)
            labelOf[corrected.Id(i)] = corrected.Label(i);
        int[] labels = source.Data.Labels();
        var excluded = new HashSet<int>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labelOf.TryGetValue(source.Data.Id(i), out int label))
                labels[i] = label;
            else
                excluded.Add(i);
        }

        var run = new CorrectedRun(source, labels, excluded);
        return run.Relabelled.Count + run.Excluded.Count > 0 ? run : throw new DataFormatException(
            $"{path}: no correction in force is of an image that the run was trained on, so training again would change nothing; expected corrections of training images of {source.Data.Name}.");
    }

    /// <summary>The label of a row after the corrections; an excluded one keeps its own.</summary>
    public int Label(int row) => _labels[row];

    /// <summary>What an arm is trained on, in the order of <see cref="RetrainSource.TrainRows"/>.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="seed">Decides which images are left out at random, and which take their places.</param>
    internal Dataset Images(CorrectionArm arm, int seed)
    {
        bool relabels = arm == CorrectionArm.Corrected;
        HashSet<int> dropped = Dropped(arm, seed);
        int[] labels = relabels ? _labels : Source.Data.Labels();
        Dataset data = relabels ? Source.Data.WithLabels(_labels) : Source.Data;
        ILookup<int, int> kept = Source.TrainRows.Where(row => !dropped.Contains(row)).ToLookup(row => labels[row]);
        int[] all = [.. Source.TrainRows.Where(row => !dropped.Contains(row))];
        var byClass = kept.ToDictionary(g => g.Key, g => g.ToArray());
        return data.Subset([.. Source.TrainRows.Select(row => dropped.Contains(row) ? InPlaceOf(row) : row)]);

        int InPlaceOf(int row)
        {
            int[] others = byClass.GetValueOrDefault(Source.Data.Label(row), all);
            return others[new Prng(seed, FillStream, row).Next(others.Length)];
        }
    }

    /// <summary>The rows that an arm leaves out.</summary>
    internal HashSet<int> Dropped(CorrectionArm arm, int seed) => arm switch
    {
        CorrectionArm.Original => [],
        CorrectionArm.Corrected => [.. Excluded],
        CorrectionArm.Excluded => [.. Excluded, .. Relabelled],
        _ => RandomlyDropped(seed),
    };

    /// <summary>Of each class as many images that nobody corrected as were excluded, or all that there are.</summary>
    private HashSet<int> RandomlyDropped(int seed)
    {
        var wanted = Excluded.CountBy(Source.Data.Label).ToDictionary();
        var dropped = new HashSet<int>();
        foreach (int i in new Prng(seed, DrawStream).Permutation(Source.TrainRows.Count))
        {
            int row = Source.TrainRows[i];
            int label = Source.Data.Label(row);
            if (_excluded.Contains(row) || IsRelabelled(row) || wanted.GetValueOrDefault(label) == 0)
                continue;
            wanted[label]--;
            dropped.Add(row);
        }

        return dropped;
    }

    private bool IsRelabelled(int row) => !_excluded.Contains(row) && _labels[row] != Source.Data.Label(row);
}
