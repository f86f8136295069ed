using System.Numerics.Tensors;
using Misread.Geometry;
using Misread.Numerics;
using Misread.Training;

namespace Misread.Audit;

/// <summary>
/// Asks the nearest training images of every image that a fold's network has not seen, in its penultimate features: what
/// they are labelled (nearest-neighbour voting, Cover and Hart 1967), and how far away they are (the mean distance to the k
/// nearest as a measure of an outlier: Angiulli and Pizzuti 2002; in a network's penultimate features: Sun et al. 2022,
/// "Out-of-distribution detection with deep nearest neighbors").
/// </summary>
internal static class FoldNeighbours
{
    /// <summary>The greatest outlier score: neighbours that coincide make the measure 0.</summary>
    public const double MaxOutlierScore = 1e6;

    // Training images whose own distances are the measure: all classes together, and at least so many of each.
    private const int Sample = 1_000;
    private const int LeastOfClass = 5;

    /// <summary>The question, to be put to a cross-validation: K counts and the outlier score of each row.</summary>
    /// <param name="classCount">K.</param>
    /// <param name="k">Neighbours asked, fewer than a network's training images.</param>
    public static FoldExamination Examination(int classCount, int k) => new($"{k}-neighbours", classCount + 1, (fold, cancel) => Ask(fold, k, cancel));

    /// <summary>Adds up what was found with every seed: counts are summed, outlier scores averaged.</summary>
    /// <param name="bySeed"><c>[N, K + 1]</c> of each seed.</param>
    /// <param name="classCount">K.</param>
    /// <param name="k">Neighbours asked.</param>
    /// <exception cref="ArgumentException">The numbers are not such counts.</exception>
    public static NeighbourVotes Join(IReadOnlyList<float[]> bySeed, int classCount, int k)
    {
        int columns = classCount + 1;
        int count = bySeed[0].Length / columns;
        int[] votes = new int[count * classCount];
        float[] outliers = new float[count];
        foreach (float[] found in bySeed)
        {
            for (int i = 0; i < count; i++)
            {
                for (int c = 0; c < classCount; c++)
                    votes[(i * classCount) + c] += (int)found[(i * columns) + c];
                outliers[i] += found[(i * columns) + classCount] / bySeed.Count;
            }
        }

        return new NeighbourVotes(classCount, k * bySeed.Count, votes, outliers);
    }

    /// <summary>Votes and outlier scores of some points.</summary>
    /// <param name="queries">Points, <c>[Q,D]</c>.</param>
    /// <param name="points">Training points, <c>[N,D]</c>, more than k.</param>
    /// <param name="labels"><c>[N]</c> labels of the training points.</param>
    /// <param name="classCount">K.</param>
    /// <param name="k">Neighbours asked.</param>
    /// <param name="team">Threads; the result does not depend on their number.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><c>[Q, K + 1]</c>.</returns>
    public static float[] Ask(FeatureMatrix queries, FeatureMatrix points, int[] labels, int classCount, int k, ThreadTeam team, CancellationToken cancel)
    {
        double[] usual = UsualDistances(points, labels, classCount, k, team, cancel);
        var near = NearestNeighbors.Find(queries, points, k, team, cancel);
        int columns = classCount + 1;
        float[] answers = new float[queries.Count * columns];
        for (int i = 0; i < queries.Count; i++)
        {
            double expected = 0;
            foreach (int row in near.Indices.AsSpan(i * k, k))
            {
                answers[(i * columns) + labels[row]]++;
                expected += usual[labels[row]];
            }

            double distance = MeanDistance(near.SquaredDistances.AsSpan(i * k, k));
            answers[(i * columns) + classCount] = distance == 0 ? 0 : (float)Math.Min(MaxOutlierScore, distance / (expected / k));
        }

        return answers;
    }

    private static float[] Ask(TrainedFold fold, int k, CancellationToken cancel)
    {
        int[] rows = [.. fold.TrainedRows];
        int dimensions = fold.Model.FeatureCount;
        var points = new FeatureMatrix(fold.Model.PredictFeatures(fold.Data.Subset(rows), fold.Threads, cancel), dimensions);
        var queries = new FeatureMatrix(fold.Model.PredictFeatures(fold.Data.Subset([.. fold.HeldRows]), fold.Threads, cancel), dimensions);
        using var team = new ThreadTeam(fold.Threads);
        return Ask(queries, points, [.. rows.Select(fold.Data.Label)], fold.Data.ClassCount, k, team, cancel);
    }

    // For each class the median, over training points of it that are spread evenly over its rows, of the mean distance to
    // the k nearest others.
    private static double[] UsualDistances(FeatureMatrix points, int[] labels, int classCount, int k, ThreadTeam team, CancellationToken cancel)
    {
        int perClass = Math.Max(LeastOfClass, Sample / classCount);
        int[][] ofClass = [.. Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).Select(g => Spread([.. g], perClass))];
        int[] sample = [.. ofClass.SelectMany(rows => rows)];
        var near = NearestNeighbors.Find(points.Subset(sample), points, k + 1, team, cancel);
        double[] usual = new double[classCount];
        int at = 0;
        foreach (int[] rows in ofClass)
        {
            double[] distances = new double[rows.Length];
            for (int i = 0; i < rows.Length; i++, at++)
            {
                // Itself, at distance 0, is the first or ties with it.
                distances[i] = MeanDistance(near.SquaredDistances.AsSpan((at * (k + 1)) + 1, k));
            }

            Array.Sort(distances);
            usual[labels[rows[0]]] = distances[distances.Length / 2];
        }

        return usual;
    }

    private static int[] Spread(int[] rows, int most) =>
        rows.Length <= most ? rows : [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])];

    private static double MeanDistance(ReadOnlySpan<double> squares)
    {
        double[] distances = squares.ToArray();
        TensorPrimitives.Sqrt(distances, distances);
        return TensorPrimitives.Sum<double>(distances) / distances.Length;
    }
}
