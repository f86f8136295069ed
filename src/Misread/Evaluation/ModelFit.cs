using System.Globalization;
using System.Numerics.Tensors;
using Misread.Data;
using Misread.Imaging;
using Misread.Training;

namespace Misread.Evaluation;

/// <summary>
/// Whether a model meets the images that it knows: labelled images are read as they are, inverted, and with rows and columns
/// exchanged, and what is read far better than the rest is said. States facts; nothing is changed.
/// </summary>
/// <remarks>At most 1,000 images, four looks each. The same data give the same finding. Not thread-safe, as the model is not.</remarks>
public static class ModelFit
{
    private const int Looked = 1_000;

    // How much better another look has to be.
    private const double Lead = 0.2;

    /// <summary>The one thing that explains best why a model reads a data set badly; <see langword="null"/> when nothing does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Images of its size, in its classes.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ArgumentException">The images have another size.</exception>
    public static ContentFinding? Check(Classifier model, Dataset data, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (!data.IsPacked || data.IsColour)
            return null;
        int[] labelled = [.. Enumerable.Range(0, data.Count).Where(i => data.Label(i) >= 0)];
        if (labelled.Length == 0)
            return Ground(model.Frame, data).FirstOrDefault();
        int count = Math.Min(Looked, labelled.Length);
        Dataset images = data.Subset([.. Enumerable.Range(0, count).Select(i => labelled[(int)((long)i * labelled.Length / count)])]);
        int[] read = Read(images);
        double asTheyAre = Share(read, images, move: 0);
        var looks = new List<(ContentKind Kind, double Share, string How, int Amount)>
        {
            (ContentKind.ClassesMoved, Share(read, images, 1), "counted one class higher than labelled", 1),
            (ContentKind.ClassesMoved, Share(read, images, -1), "counted one class lower than labelled", -1),
            Look(ContentKind.Inverted, DatasetRemedy.Invert(images), "inverted"),
        };
        if (data.Height == data.Width)
        {
            looks.Add(Look(ContentKind.Transposed, DatasetRemedy.Transpose(images), "transposed, rows for columns"));
            looks.Add(Look(ContentKind.InvertedAndTransposed, DatasetRemedy.Transpose(DatasetRemedy.Invert(images)), "inverted and transposed"));
        }

        (ContentKind kind, double share, string how, int amount) = looks.MaxBy(l => l.Share);
        return share < asTheyAre + Lead
            ? null
            : new(kind, string.Create(CultureInfo.InvariantCulture, $"of {count:N0} images the model reads {100 * share:F0} % as labelled when they are {how}, {100 * asTheyAre:F0} % as they are"), amount);

        (ContentKind Kind, double Share, string How, int Amount) Look(ContentKind look, Dataset changed, string name) =>
            (look, Share(Read(changed), changed, move: 0), name, 0);

        int[] Read(Dataset set)
        {
            float[] probabilities = model.PredictProbabilities(set, threads, cancel);
            int classes = model.ClassNames.Count;
            return [.. Enumerable.Range(0, set.Count).Select(i => TensorPrimitives.IndexOfMax<float>(probabilities.AsSpan(i * classes, classes)))];
        }
    }

    private static double Share(int[] read, Dataset images, int move) =>
        (double)Enumerable.Range(0, read.Length).Count(i => read[i] == images.Label(i) + move) / read.Length;

    /// <summary>Whether images that need no label are light on dark where a model was trained on dark on light, or the other way round.</summary>
    /// <param name="model">How the model's images are framed.</param>
    /// <param name="data">The images.</param>
    public static IEnumerable<ContentFinding> Ground(ImageFrame model, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (model.Box == 0 || data.Count == 0 || DatasetFrame.Of(data) is not { Box: > 0 } frame || frame.InkIsDark == model.InkIsDark)
            return [];
        return [new(ContentKind.Inverted, $"the images are {Name(frame)}, those that the model was trained on {Name(model)}")];
    }

    private static string Name(ImageFrame frame) => frame.InkIsDark ? "dark on light" : "light on dark";
}
