using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// t-distributed stochastic neighbour embedding: a map of points in the plane on which near points stay near (van der
/// Maaten and Hinton 2008). Attraction acts between nearest neighbours only (van der Maaten 2014, section 4.1);
/// repulsion is summed over all pairs, exactly and with vectors, where his method approximates it by a tree.
/// </summary>
/// <remarks>
/// The map begins as the first two principal components, scaled to a standard deviation of 10⁻⁴, so nothing is random;
/// the same bits at any number of threads. Distances between far clusters, sizes and densities on the map mean little.
/// </remarks>
public static class Tsne
{
    // Pairs of a step that are worth a thread: some tenths of a millisecond.
    private const double PairsPerThread = 2e5;

    private const float MinGain = 0.01f;

    /// <summary>Maps the rows of a matrix: pixels, or features of a network's last hidden layer.</summary>
    /// <param name="points">N points. Time grows with N²: some 30 times as long for 10,000 as for 1,800.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told the number of steps done, now and then.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>The map, <c>[N, 2]</c>, centred.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static FeatureMatrix Map(
        FeatureMatrix points, TsneOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new TsneOptions();
        options.Check();
        int count = points.Count;
        double perplexity = Math.Min(options.Perplexity, (count - 1) / 3.0);
        float[][] position = Begin(points, options.Threads);
        // Fewer than 4 points have no neighbourhoods worth the name.
        if (perplexity < 1)
            return Finish(position);
        using var team = new ThreadTeam((int)Math.Clamp((double)count * count / PairsPerThread, 1, options.Threads));
        var neighbors = NearestNeighbors.Find(points, Math.Min(count - 1, (int)(3 * perplexity) + 1), team, cancellation);
        var forces = new TsneForces(NeighborAffinities.From(neighbors, perplexity, team), count, team);
        float rate = (float)(options.LearningRate ?? Math.Max(count / options.EarlyExaggeration / 4, 50));
        float[][] velocity = [new float[count], new float[count]];
        float[][] gain = [new float[count], new float[count]];
        Array.Fill(gain[0], 1);
        Array.Fill(gain[1], 1);
        for (int step = 0; step < options.Iterations; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool early = step < options.ExaggeratedIterations;
            forces.Compute(position[0], position[1], early ? (float)options.EarlyExaggeration : 1);
            for (int axis = 0; axis < 2; axis++)
                Descend(position[axis], velocity[axis], gain[axis], forces.Gradient(axis), rate, early ? 0.5f : 0.8f);
            if ((step + 1) % 50 == 0)
                progress?.Report(step + 1);
        }

        return Finish(position);
    }

    private static float[][] Begin(FeatureMatrix points, int threads)
    {
        float[][] position = [new float[points.Count], new float[points.Count]];
        int axes = Math.Min(2, Math.Min(points.Count, points.Dimensions));
        if (points.Count < 2)
            return position;
        var pca = Pca.Fit(points, axes, threads);
        FeatureMatrix plane = pca.Transform(points);
        double scale = pca.ExplainedVariance[0] > 0 ? 1e-4 / Math.Sqrt(pca.ExplainedVariance[0]) : 0;
        for (int i = 0; i < points.Count; i++)
        {
            for (int axis = 0; axis < axes; axis++)
                position[axis][i] = (float)(plane.Row(i)[axis] * scale);
        }

        return position;
    }

    // Momentum with a gain for each coordinate that grows while its sign is steady (Jacobs 1988).
    private static void Descend(float[] position, float[] velocity, float[] gain, ReadOnlySpan<float> gradient, float rate, float momentum)
    {
        for (int i = 0; i < position.Length; i++)
        {
            bool steady = velocity[i] * gradient[i] < 0;
            gain[i] = Math.Max(MinGain, steady ? gain[i] + 0.2f : gain[i] * 0.8f);
            velocity[i] = Denormals.Flush((momentum * velocity[i]) - (rate * gain[i] * gradient[i]));
            position[i] += velocity[i];
        }
    }

    private static FeatureMatrix Finish(float[][] position)
    {
        int count = position[0].Length;
        float[] map = new float[2 * count];
        for (int axis = 0; axis < 2; axis++)
        {
            double mean = 0;
            foreach (float p in position[axis])
                mean += p / (double)count;
            for (int i = 0; i < count; i++)
                map[(2 * i) + axis] = (float)(position[axis][i] - mean);
        }

        return new FeatureMatrix(map, 2);
    }
}
