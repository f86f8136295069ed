using Misread.Imaging;
using Misread.Numerics;

namespace Misread.Onnx;

/// <summary>
/// Works out how a model's images were prepared when it was trained: tries the usual ways on labelled images and takes the
/// one with the least log loss. First the values of the pixels, then, of the best of those, how sizes are made equal.
/// </summary>
public static class PreprocessingSearch
{
    /// <summary>At most so many labelled images are looked at.</summary>
    public const int MaxImages = 200;

    private const int Finalists = 2;
    private const double Floor = 1e-9;

    /// <summary>Tries the usual ways.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="labels"><c>[N]</c> the output of the model that an image's label is, or −1 for none.</param>
    /// <param name="given">A way that is known; it is tried as well, with the sizes as it has them.</param>
    /// <param name="seed">Of the draw of images.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The choice; <see langword="null"/> where no image bears a label.</returns>
    /// <exception cref="IO.DataFormatException">The model fails on every way.</exception>
    public static PreprocessingChoice? Run(
        OnnxModel model, ImageSource images, IReadOnlyList<int> labels, Preprocessing? given = null, long seed = 42, int threads = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        int[] rows = [.. Enumerable.Range(0, images.Count).Where(i => labels[i] >= 0 && labels[i] < model.ClassCount)];
        if (rows.Length == 0)
            return null;
        new Prng(seed).Shuffle<int>(rows);
        rows = rows[..Math.Min(MaxImages, rows.Length)];
        var bitmaps = new Bitmap[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel }, i => bitmaps[i] = images.Read(rows[i]));
        int[] wanted = [.. rows.Select(i => labels[i])];
        PreprocessingTrial Try(Preprocessing rule) => Trial(model, rule, bitmaps, wanted, threads, cancel);

        PreprocessingTrial? ofGiven = given is null ? null : Try(given);
        Preprocessing start = given ?? PreprocessingCandidates.Start(model, bitmaps);
        List<PreprocessingTrial> trials = ofGiven is null ? [] : [ofGiven];
        foreach (Preprocessing rule in PreprocessingCandidates.Values(start).Where(r => given is null || !r.Equals(given)))
            trials.Add(Try(rule));
        if (Array.Exists(bitmaps, b => b.Width != start.Width || b.Height != start.Height))
        {
            foreach (PreprocessingTrial best in trials.OrderBy(t => t.LogLoss).Take(Finalists).ToArray())
            {
                foreach (Preprocessing rule in PreprocessingCandidates.Sizes(best.Rule).Where(r => trials.All(t => !t.Rule.Equals(r))))
                    trials.Add(Try(rule));
            }
        }

        PreprocessingTrial[] ranked = [.. trials.OrderBy(t => t.LogLoss)];
        return new PreprocessingChoice(rows.Length, ranked[0], ofGiven, ranked);
    }

    private static PreprocessingTrial Trial(OnnxModel model, Preprocessing rule, Bitmap[] images, int[] labels, int threads, CancellationToken cancel)
    {
        OnnxAnswer answer = new OnnxPredictor(model, rule) { Threads = threads }.Predict(images.Length, i => images[i], cancel: cancel);
        double[] losses = new double[images.Length];
        int right = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            ReadOnlySpan<float> p = answer.Probabilities.AsSpan(i * model.ClassCount, model.ClassCount);
            losses[i] = -Math.Log(Math.Max(p[labels[i]], Floor));
            right += System.Numerics.Tensors.TensorPrimitives.IndexOfMax(p) == labels[i] ? 1 : 0;
        }

        return new PreprocessingTrial(rule, losses.Average(), (double)right / losses.Length, losses);
    }
}
