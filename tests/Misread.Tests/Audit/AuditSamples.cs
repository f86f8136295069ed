using Misread.Data;

namespace Misread.Tests.Audit;

/// <summary>Made-up images and predictions of them.</summary>
internal static class AuditSamples
{
    /// <summary>A data set of two splits, and predictions whose probabilities are multiples of 1/8, so that many are equal.</summary>
    public static (Dataset Data, Predictions Predictions) Random(
        int seed, int count, string[] classNames, int maxValue = 255, bool someUnlabelled = false)
    {
        var random = new Random(seed);
        int train = count / 2;
        var data = Dataset.Concat(Part("train", train), Part("test", count - train));
        float[] p = new float[count * classNames.Length];
        var origins = new PredictionOrigin[count];
        for (int i = 0; i < count; i++)
        {
            for (int eighths = 0; eighths < 8; eighths++)
                p[(i * classNames.Length) + random.Next(classNames.Length)] += 0.125f;
            origins[i] = (PredictionOrigin)random.Next(3);
        }

        return (data, new Predictions([.. Enumerable.Range(0, count).Select(data.Id)], data.Labels(), p, origins, classNames));

        Dataset Part(string split, int n)
        {
            byte[] pixels = new byte[n * 5 * 3];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)random.Next(maxValue + 1);
            int[] labels = [.. Enumerable.Range(0, n).Select(_ => random.Next(someUnlabelled ? -1 : 0, classNames.Length))];
            return Dataset.Create("some", split, 5, 3, pixels, labels, classNames, maxValue: maxValue);
        }
    }

    /// <summary>Images of one pixel with the given labels and probabilities.</summary>
    public static (Dataset Data, Predictions Predictions) Of(string[] classNames, int[] labels, params float[] probabilities)
    {
        var data = Dataset.Create("some", "test", 1, 1, new byte[labels.Length], labels, classNames);
        string[] ids = [.. Enumerable.Range(0, labels.Length).Select(data.Id)];
        var origins = new PredictionOrigin[labels.Length];
        Array.Fill(origins, PredictionOrigin.HeldOut);
        return (data, new Predictions(ids, labels, probabilities, origins, classNames));
    }
}
