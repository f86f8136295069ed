using Misread.Data;

namespace Misread.Findings;

/// <summary>Guards the functions of a data set and predictions: they must speak of the same images.</summary>
internal static class SameImages
{
    /// <exception cref="ArgumentException">They differ in their number of images, in their classes, or in an id.</exception>
    public static void Check(Dataset data, Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(predictions);
        if (data.Count != predictions.Count)
            throw new ArgumentException($"{predictions.Count} rows of predictions for {data.Count} images", nameof(predictions));
        if (!data.ClassNames.SequenceEqual(predictions.ClassNames, StringComparer.Ordinal))
            throw new ArgumentException("the predictions have other classes than the data set", nameof(predictions));
        for (int i = 0; i < data.Count; i++)
        {
            if (!string.Equals(data.Id(i), predictions.Id(i), StringComparison.Ordinal))
                throw new ArgumentException($"row {i}: the predictions are of {predictions.Id(i)}, the image is {data.Id(i)}", nameof(predictions));
        }
    }
}
