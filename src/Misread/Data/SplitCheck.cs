using System.Globalization;

namespace Misread.Data;

/// <summary>
/// Looks at how a data set is divided into images to train on and images to test on: test images that hold the same pixels as a
/// training image (a leak: the test measures memory), and classes that are tested but never trained on. States facts; nothing is changed.
/// </summary>
/// <remarks>One pass over the pixels. The same data give the same findings. Thread-safe.</remarks>
public static class SplitCheck
{
    private const int Listed = 10;

    /// <summary>What was found.</summary>
    /// <param name="data">The images; where they are files, their pixels are not compared.</param>
    /// <param name="train">Rows that may be trained on.</param>
    /// <param name="test">Rows that are tested on.</param>
    public static SplitFindings Of(Dataset data, IReadOnlyCollection<int> train, IReadOnlyCollection<int> test)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        (int Test, int Train)[] leaks = data.IsPacked ? [.. Leaks(data, train, test)] : [];
        HashSet<int> trained = [.. train.Select(data.Label)];
        int[] untrained = [.. test.Select(data.Label).Where(label => label >= 0 && !trained.Contains(label)).Distinct().Order()];
        var sentences = new List<string>();
        if (leaks.Length > 0)
            sentences.Add(Text($"{leaks.Length:N0} of {test.Count:N0} test images {(leaks.Length == 1 ? "holds" : "hold")} the same pixels as a training image: {data.Id(leaks[0].Test)} and {data.Id(leaks[0].Train)}{(leaks.Length == 1 ? "" : ", say")}. A test that holds images of the training measures memory."));
        if (untrained.Length > 0)
        {
            int images = test.Count(row => untrained.AsSpan().BinarySearch(data.Label(row)) >= 0);
            sentences.Add(Text($"No training image is of {Names(data, untrained)}, so that none of the {images:N0} test {(images == 1 ? "image" : "images")} of {(untrained.Length == 1 ? "that class" : "those classes")} can be read as labelled."));
        }

        return new SplitFindings(leaks, untrained, sentences);
    }

    private static IEnumerable<(int Test, int Train)> Leaks(Dataset data, IReadOnlyCollection<int> train, IReadOnlyCollection<int> test)
    {
        // From a hash of the pixels to the first training image and, where others share the hash, to those.
        var rows = new Dictionary<int, List<int>>(train.Count);
        foreach (int row in train)
        {
            // Blank images are equal without being copies of each other.
            if (IsBlank(data.Image(row)))
                continue;
            int hash = Hash(data.Image(row));
            if (!rows.TryGetValue(hash, out List<int>? same))
                rows.Add(hash, same = []);
            if (!same.Exists(other => data.Image(other).SequenceEqual(data.Image(row))))
                same.Add(row);
        }

        foreach (int row in test)
        {
            if (rows.TryGetValue(Hash(data.Image(row)), out List<int>? same)
                && same.FindIndex(other => data.Image(other).SequenceEqual(data.Image(row))) is >= 0 and var at)
            {
                yield return (row, same[at]);
            }
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> image) => !image.ContainsAnyExcept(image[0]);

    private static int Hash(ReadOnlySpan<byte> image)
    {
        var hash = new HashCode();
        hash.AddBytes(image);
        return hash.ToHashCode();
    }

    private static string Names(Dataset data, int[] classes) =>
        string.Join(", ", classes.Take(Listed).Select(k => data.ClassNames[k])) + (classes.Length > Listed ? Text($" and {classes.Length - Listed:N0} more classes") : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What <see cref="SplitCheck"/> found.</summary>
/// <param name="Leaks">Rows of test images, and for each the first training image that holds the same pixels; in the order of the test rows.</param>
/// <param name="UntrainedClasses">Numbers of classes that bear labels among the test images and none among the training images, ascending.</param>
/// <param name="Sentences">The same in words, a sentence or two each; none where all is well.</param>
public sealed record SplitFindings(
    IReadOnlyList<(int Test, int Train)> Leaks, IReadOnlyList<int> UntrainedClasses, IReadOnlyList<string> Sentences);
