using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Clustering;

/// <summary>Chooses the first centroids among the points.</summary>
internal sealed class KMeansSeeding(KMeansPoints points, ThreadTeam team)
{
    // Sums over the points run shard by shard; the size does not depend on the number of threads.
    private const int Shard = 1024;

    /// <summary>The chosen points, in order of choice; all different as long as there are enough different points.</summary>
    public int[] Choose(KMeansInit init, int clusters, Prng random) => init switch
    {
        KMeansInit.KMeansPlusPlus => PlusPlus(clusters, random),
        KMeansInit.Random => random.Permutation(points.Count)[..clusters],
        _ => throw new ArgumentOutOfRangeException(nameof(init), init, "expected KMeansPlusPlus or Random"),
    };

    private int[] PlusPlus(int clusters, Prng random)
    {
        int trials = 2 + (int)Math.Log(clusters);
        var scores = new CentroidScores(trials, points.Dimensions, team.Size);
        float[] closest = new float[points.Count];
        Array.Fill(closest, float.PositiveInfinity);
        int[] chosen = new int[clusters];
        int[] candidates = [random.Next(points.Count)];
        for (int k = 0; k < clusters; k++)
        {
            if (k > 0)
                candidates = Draw(closest, trials, random);
            (int best, closest) = Best(candidates, closest, scores);
            chosen[k] = candidates[best];
        }

        return chosen;
    }

    // Points with probability proportional to their squared distance; any point when all distances are 0.
    private static int[] Draw(float[] closest, int trials, Prng random)
    {
        double total = 0;
        foreach (float d in closest)
            total += d;
        int[] drawn = new int[trials];
        for (int t = 0; t < trials; t++)
        {
            double target = random.NextDouble() * total;
            double sum = 0;
            int last = total > 0 ? -1 : random.Next(closest.Length);
            for (int i = 0; i < closest.Length && sum <= target && total > 0; i++)
            {
                sum += closest[i];
                last = closest[i] > 0 ? i : last;
            }

            drawn[t] = last;
        }

        return drawn;
    }

    // The candidate that leaves the least sum of squared distances, and the distances that it leaves.
    private (int Best, float[] Closest) Best(int[] candidates, float[] closest, CentroidScores scores)
    {
        double[] centroids = Features(candidates);
        scores.Set(centroids);
        int trials = candidates.Length;
        int shards = (points.Count + Shard - 1) / Shard;
        float[][] left = [.. candidates.Select(_ => new float[points.Count])];
        double[] sums = new double[shards * trials];
        team.Run(shards, (start, end, worker) =>
        {
            for (int s = start; s < end; s++)
            {
                int last = Math.Min(points.Count, (s + 1) * Shard);
                for (int i = s * Shard; i < last; i += CentroidScores.BlockRows)
                    Measure(scores, worker, i, Math.Min(CentroidScores.BlockRows, last - i), closest, left, sums.AsSpan(s * trials, trials));
            }
        });
        int best = 0;
        double least = double.PositiveInfinity;
        for (int t = 0; t < trials; t++)
        {
            double sum = 0;
            for (int s = 0; s < shards; s++)
                sum += sums[(s * trials) + t];
            if (sum < least)
                (best, least) = (t, sum);
        }

        return (best, left[best]);
    }

    private void Measure(CentroidScores scores, int worker, int first, int rows, float[] closest, float[][] left, Span<double> sums)
    {
        for (int r = 0; r < rows; r++)
            points.Load(first + r, scores.Row(worker, r));
        ReadOnlySpan<float> block = scores.Run(worker, rows);
        for (int r = 0; r < rows; r++)
        {
            int i = first + r;
            float norm = points.Norms[i];
            float error = scores.ErrorBound(norm);
            for (int t = 0; t < left.Length; t++)
            {
                float distance = (norm * norm) + block[(r * scores.Width) + t];
                // What rounding alone can make is no distance: a point and its copies must not be chosen twice.
                distance = Math.Min(closest[i], distance <= error ? 0 : distance);
                left[t][i] = distance;
                sums[t] += distance;
            }
        }
    }

    /// <summary>The features of some points, <c>[rows, D]</c>.</summary>
    public double[] Features(ReadOnlySpan<int> rows)
    {
        float[] x = new float[points.Dimensions];
        double[] features = new double[rows.Length * x.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            points.Load(rows[r], x);
            PointKernels.Add(features.AsSpan(r * x.Length, x.Length), x);
        }

        return features;
    }
}
