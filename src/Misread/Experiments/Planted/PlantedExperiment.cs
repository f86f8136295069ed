using System.Diagnostics;
using Misread.Audit;
using Misread.Data;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>What is planted, and how it is looked for.</summary>
public sealed record PlantedOptions
{
    /// <summary>How every row is predicted out-of-fold. With planting seed s the networks' seeds begin at <see cref="TrainingRecipe.Seed"/> + 1000 s.</summary>
    public required CrossValidationOptions CrossValidation { get; init; }

    /// <summary>Kinds of error.</summary>
    public IReadOnlyList<PlantedKind> Kinds { get; init; } = [PlantedKind.Uniform, PlantedKind.ClassPair, PlantedKind.LookAlike];

    /// <summary>Shares of labels to make wrong, above 0 … 1.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [0.001, 0.01, 0.05, 0.2];

    /// <summary>
    /// Whether rows that confident learning flags before anything is planted are neither planted into nor ranked (default: they are not). Their
    /// labels may be wrong as they are: to find one would count as a false alarm, and to plant into it might put it right.
    /// </summary>
    public bool SetAsideIssues { get; init; } = true;

    /// <summary>Seeds 1 … this many of planting, 1 or more.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Plantings that are scored already and left out: kind, rate and seed.</summary>
    public IReadOnlyCollection<(PlantedKind Kind, double Rate, long Seed)> Done { get; init; } = [];
}

/// <summary>
/// Plants wrong labels into a data set, collects the evidence of an audit as if they were the real ones, and scores every ranking
/// against the truth.
/// </summary>
/// <remarks>
/// Look-alike errors are drawn, and rows set aside, by networks of another seed than those that look for the errors, which are trained once,
/// on the labels as they were. The same options give the same scores at any number of threads.
/// </remarks>
public static class PlantedExperiment
{
    /// <summary>Networks of one planting have seeds that lie this far from those of the next.</summary>
    private const int SeedStride = 1000;

    /// <summary>Plants, looks, scores: kind by kind, rate by rate, seed by seed.</summary>
    /// <param name="data">Images with the labels that are taken for right.</param>
    /// <param name="options">Settings.</param>
    /// <param name="collected">Told of every planting's evidence and wrong rows, before it is forgotten; or none.</param>
    /// <param name="progress">Told how each cross-validation goes.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>One cell after the other, each when it is done.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, a rate plants nothing, or the data do not fit the model.</exception>
    /// <exception cref="TrainingException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static IEnumerable<PlantedCell> Run(
        Dataset data,
        PlantedOptions options,
        Action<PlantedCell, AuditEvidence, IReadOnlyList<int>>? collected = null,
        IProgress<CrossValidationProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.CrossValidation.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Seeds, 1, nameof(options));
        if (options.Rates.FirstOrDefault(r => !(Math.Round(r * data.Count) >= 1 && r <= 1)) is var bad && bad != 0)
            throw new ArgumentException($"a rate of {bad} makes no label of {data.Count} wrong", nameof(options));
        return Cells(data, options, collected, progress, cancel);
    }

    /// <summary>Scores the rankings against wrong labels that a data set has already.</summary>
    /// <param name="data">Images with their given labels.</param>
    /// <param name="wrongRows">The rows whose label is wrong, 1 or more.</param>
    /// <param name="kind">How they came about.</param>
    /// <param name="seed">Number of the repetition: the networks' seeds begin at <see cref="TrainingRecipe.Seed"/> + 1000 · seed.</param>
    /// <param name="crossValidation">How every row is predicted out-of-fold.</param>
    /// <param name="collected">Told of the evidence; or none.</param>
    /// <param name="progress">Told how the cross-validation goes.</param>
    /// <param name="setAside">Rows that are not ranked; or none.</param>
    /// <param name="cancel">Ends the work.</param>
    public static PlantedCell Score(
        Dataset data,
        IReadOnlyCollection<int> wrongRows,
        PlantedKind kind,
        int seed,
        CrossValidationOptions crossValidation,
        Action<PlantedCell, AuditEvidence, IReadOnlyList<int>>? collected = null,
        IProgress<CrossValidationProgress>? progress = null,
        IReadOnlySet<int>? setAside = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(wrongRows);
        long began = Stopwatch.GetTimestamp();
        CrossValidationOptions seeded = WithSeed(crossValidation, seed);
        AuditEvidence evidence = OutOfFoldEvidence.Collect(data, seeded, progress: progress, cancel: cancel).Evidence;
        PlantedScore[] scores = [.. SuspicionRankings.All(evidence, seeded.Threads).Select(r => PlantedScore.Of(r, wrongRows, setAside))];
        double rate = wrongRows.Count / (double)data.Count;
        int aside = setAside?.Count ?? 0;
        var cell = new PlantedCell(kind, rate, seed, data.Count - aside, aside, wrongRows.Count, scores, Stopwatch.GetElapsedTime(began).TotalSeconds);
        collected?.Invoke(cell, evidence, [.. wrongRows]);
        return cell;
    }

    /// <summary>The same images under the labels that are known to be right, into which errors may be planted.</summary>
    /// <param name="data">Images.</param>
    /// <param name="trueLabels"><c>[N]</c>, 0 … K − 1.</param>
    public static Dataset WithTrueLabels(Dataset data, IReadOnlyList<int> trueLabels)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(trueLabels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(trueLabels.Count, data.Count);
        return data.WithLabels([.. trueLabels]);
    }

    private static IEnumerable<PlantedCell> Cells(
        Dataset data, PlantedOptions options, Action<PlantedCell, AuditEvidence, IReadOnlyList<int>>? collected, IProgress<CrossValidationProgress>? progress, CancellationToken cancel)
    {
        if (options.Kinds.All(kind => options.Rates.All(rate => Enumerable.Range(1, options.Seeds).All(seed => options.Done.Contains((kind, rate, seed))))))
            yield break;
        Predictions? before = options.SetAsideIssues || options.Kinds.Contains(PlantedKind.LookAlike)
            ? CrossValidation.Run(data, WithSeed(options.CrossValidation with { Seeds = 1 }, seed: -1), progress, cancel).Predictions
            : null;
        int[] labels = data.Labels();
        HashSet<int> aside = options.SetAsideIssues
            ? [.. LabelAudit.Of(ProbabilityMatrix.From(before!), labels, options.CrossValidation.Threads, cancel).Issues(LabelFilter.Both)]
            : [];
        foreach (PlantedKind kind in options.Kinds)
        {
            foreach (double rate in options.Rates)
            {
                for (int seed = 1; seed <= options.Seeds; seed++)
                {
                    if (options.Done.Contains((kind, rate, seed)))
                        continue;
                    PlantedLabels planted = kind switch
                    {
                        PlantedKind.Uniform => PlantedErrors.Uniform(labels, data.ClassCount, rate, seed, aside),
                        PlantedKind.ClassPair => PlantedErrors.ClassPair(labels, data.ClassCount, rate, seed, aside),
                        PlantedKind.LookAlike => PlantedErrors.LookAlike(before!, rate, seed, aside),
                        _ => throw new ArgumentException($"{kind.ToName()} is not planted; score it as it is", nameof(options)),
                    };
                    PlantedCell cell = Score(data.WithLabels(planted.Labels), planted.Rows, kind, seed, options.CrossValidation, collected, progress, aside, cancel);
                    yield return cell with { Rate = rate };
                }
            }
        }
    }

    private static CrossValidationOptions WithSeed(CrossValidationOptions options, int seed) =>
        options with { CheckpointFolder = null, Training = options.Training with { Seed = unchecked(options.Training.Seed + (SeedStride * seed)) } };
}
