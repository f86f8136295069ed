using Misread.Data;
using Misread.IO;

namespace Misread.Runs;

/// <summary>An ordinary run from predictions that any other program made.</summary>
public static class GivenRun
{
    /// <summary>The word for a model that was trained on no image of the data set.</summary>
    public const string TrainedOnNone = "none";

    /// <summary>Joins predictions with their images.</summary>
    /// <param name="joined">The predictions and the images that they are of; those without a row are left out.</param>
    /// <param name="trainedOn">
    /// The split that the model was trained on: its rows are <see cref="PredictionOrigin.TrainSeen"/>, all others
    /// <see cref="PredictionOrigin.HeldOut"/>. <see cref="TrainedOnNone"/> when it was trained on none of these images;
    /// <see langword="null"/> when that is not known: then all are <see cref="PredictionOrigin.Given"/>.
    /// </param>
    /// <exception cref="DataFormatException">A row is no distribution over the classes, or there is no split of that name.</exception>
    public static Run From(JoinedProbabilities joined, string? trainedOn = null)
    {
        ArgumentNullException.ThrowIfNull(joined);
        Dataset all = joined.Data;
        CheckTrainedOn(all, trainedOn);
        int[] order = [.. Enumerable.Range(0, joined.Count).OrderBy(joined.Image)];
        int[] labels = [.. order.Select(row => joined.Labels[row])];
        Dataset data = all.Subset([.. order.Select(joined.Image)]).WithLabels(labels);
        int classes = data.ClassCount;
        float[] probabilities = new float[checked(order.Length * classes)];
        double[] buffer = new double[classes];
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<double> row = joined.Probabilities.Rows(order[i], 1, buffer);
            RowShape shape = ProbabilityRows.ShapeOf(row);
            if (!ProbabilityRows.IsDistribution(shape))
                throw ProbabilityRows.Refusal(joined.Probabilities.Source, joined.Join.Rows[order[i]], row);
            for (int k = 0; k < classes; k++)
                probabilities[(i * classes) + k] = (float)(ProbabilityRows.NeedsScaling(shape) ? row[k] / shape.Sum : row[k]);
        }

        var predictions = new Predictions(
            [.. Enumerable.Range(0, data.Count).Select(data.Id)],
            labels,
            probabilities,
            [.. Enumerable.Range(0, data.Count).Select(i => Origin(data.Split(i), trainedOn))],
            data.ClassNames)
        { IsTopOnly = joined.IsTopOnly };
        return new Run(data, predictions, []);
    }

    /// <summary>Joins what a model said of every image with the images.</summary>
    /// <param name="data">The images.</param>
    /// <param name="classNames">The data set's classes, and any that only the model knows.</param>
    /// <param name="probabilities"><c>[N,K]</c> in that order.</param>
    /// <param name="trainedOn">As in <see cref="From(JoinedProbabilities, string)"/>.</param>
    /// <exception cref="DataFormatException">There is no split of that name.</exception>
    public static Run From(Dataset data, IReadOnlyList<string> classNames, float[] probabilities, string? trainedOn = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(probabilities);
        CheckTrainedOn(data, trainedOn);
        Dataset named = data.WithClassNames(classNames);
        var predictions = new Predictions(
            [.. Enumerable.Range(0, named.Count).Select(named.Id)],
            named.Labels(),
            probabilities,
            [.. Enumerable.Range(0, named.Count).Select(i => Origin(named.Split(i), trainedOn))],
            named.ClassNames);
        return new Run(named, predictions, []);
    }

    /// <summary>Refuses a split that does not occur, before anything is predicted.</summary>
    /// <exception cref="DataFormatException">There is no split of that name.</exception>
    public static void CheckTrainedOn(Dataset data, string? trainedOn)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (trainedOn is not (null or TrainedOnNone) && !data.Splits.Contains(trainedOn, StringComparer.Ordinal))
            throw new DataFormatException($"{data.Name}: expected one of the splits {string.Join(", ", data.Splits)}, or {TrainedOnNone}, as what the model was trained on, found '{trainedOn}'.");
    }

    /// <summary>The images of a data set that a run from given predictions has: those with a prediction, under the labels and classes of these.</summary>
    /// <param name="data">The data set, opened again.</param>
    /// <param name="predictions">The run's predictions.</param>
    /// <param name="source">The run, for messages.</param>
    /// <exception cref="DataFormatException">The data set lacks an image or a class.</exception>
    internal static Dataset Images(Dataset data, Predictions predictions, string source)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < data.Count; i++)
            rows.TryAdd(data.Id(i), i);
        int[] images = new int[predictions.Count];
        int[] labels = new int[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            labels[i] = predictions.Label(i);
            if (!rows.TryGetValue(predictions.Id(i), out images[i]))
                throw new DataFormatException($"{source}: its predictions name {predictions.Id(i)}, which {data.Name} does not hold.");
        }

        try
        {
            return data.WithClassNames(predictions.ClassNames).Subset(images).WithLabels(labels);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{source}: its classes are not those of {data.Name}: {e.Message}.", e);
        }
    }

    private static PredictionOrigin Origin(string split, string? trainedOn) => trainedOn is null
        ? PredictionOrigin.Given
        : split == trainedOn ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut;
}
