namespace Misread.Data;

/// <summary>
/// Labelled (or unlabelled) images, grey or in colour: a label, a split, a stable id and whatever columns came along, for each.
/// The images are <em>packed</em> (bytes <c>[N,H,W,C]</c> in memory), <em>files</em> (of any size, decoded when they are asked
/// for), or both: files of one small size, or the packed view (<see cref="Packed"/>) of larger ones.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. A subset is a view: it shares the images and keeps every image's id, split and label.
/// </remarks>
public sealed partial class Dataset
{
    /// <summary>The greatest number of splits.</summary>
    internal const int MaxSplits = 256;

    private readonly Storage _storage;
    private readonly int[]? _rows;

    private Dataset(Storage storage, int[]? rows)
    {
        _storage = storage;
        _rows = rows;
    }

    /// <summary>The name that begins every id, <c>mnist</c> say.</summary>
    public string Name => _storage.Name;

    /// <summary>Height of every image, in pixels; 0 where the images are files of several sizes.</summary>
    public int Height => _storage.Height;

    /// <summary>Width of every image, in pixels; 0 where the images are files of several sizes.</summary>
    public int Width => _storage.Width;

    /// <summary>1 (grey) or 3 (RGB, interleaved).</summary>
    public int Channels => _storage.Channels;

    /// <summary>The pixel value of full ink, 1 … 255: 255 for MNIST, 16 for the 8×8 digits. Networks see pixel / MaxValue.</summary>
    public int MaxValue => _storage.MaxValue;

    /// <summary>Number of images.</summary>
    public int Count => _rows?.Length ?? _storage.Labels.Length;

    /// <summary>One name per class, in the order of the label numbers.</summary>
    public IReadOnlyList<string> ClassNames => _storage.ClassNames;

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int ClassCount => _storage.ClassNames.Length;

    /// <summary>Whether every image bears a label.</summary>
    public bool IsLabelled
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (Label(i) < 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The names of the splits that occur, in order of first occurrence.</summary>
    public IReadOnlyList<string> Splits =>
        [.. Enumerable.Range(0, Count).Select(i => _storage.SplitOf[Row(i)]).Distinct().Select(s => _storage.SplitNames[s])];

    /// <summary>Creates a data set of one split.</summary>
    /// <param name="name">Begins every id; no slash.</param>
    /// <param name="split">Name of the split, <c>train</c> or <c>test</c> say.</param>
    /// <param name="height">Height of every image, in pixels, at least 1.</param>
    /// <param name="width">Width of every image, in pixels, at least 1.</param>
    /// <param name="pixels"><c>[N,H,W,C]</c>, row-major, 0 background … 255 ink. Not copied; do not write to it afterwards.</param>
    /// <param name="labels"><c>[N]</c> class numbers, 0 … K − 1, or −1 for none; <see langword="null"/> when no image has one. Not copied.</param>
    /// <param name="classNames">One name per class, at least one.</param>
    /// <param name="ids">Explicit ids <c>[N]</c>, unique; by default <c>name/split/00042</c>.</param>
    /// <param name="maxValue">The pixel value of full ink, 1 … 255.</param>
    /// <param name="channels">1 (grey) or 3 (RGB, interleaved).</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a label or pixel is out of range.</exception>
    public static Dataset Create(
        string name,
        string split,
        int height,
        int width,
        byte[] pixels,
        int[]? labels,
        IReadOnlyList<string> classNames,
        string[]? ids = null,
        int maxValue = 255,
        int channels = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(split);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValue, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxValue, 255);
        ArgumentOutOfRangeException.ThrowIfLessThan(classNames.Count, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1 or 3 channels");
        int area = checked(height * width * channels);
        if (pixels.Length % area != 0)
            throw new ArgumentException($"{pixels.Length} bytes are not a whole number of {height}×{width}×{channels} images", nameof(pixels));
        int count = pixels.Length / area;
        if (labels is null)
        {
            labels = new int[count];
            Array.Fill(labels, -1);
        }

        if (labels.Length != count)
            throw new ArgumentException($"{labels.Length} labels for {count} images", nameof(labels));
        if (ids is not null && ids.Length != count)
            throw new ArgumentException($"{ids.Length} ids for {count} images", nameof(ids));
        foreach (int label in labels)
        {
            if (label < -1 || label >= classNames.Count)
                throw new ArgumentException($"label {label} is outside 0 … {classNames.Count - 1}", nameof(labels));
        }

        if (pixels.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)maxValue))
            throw new ArgumentException($"a pixel is brighter than {maxValue}", nameof(pixels));
        int[] indexInSplit = [.. Enumerable.Range(0, count)];
        return new Dataset(
            new Storage(name, height, width, channels, maxValue, pixels, labels, [.. classNames], [split], new byte[count], indexInSplit, ids),
            rows: null);
    }

    /// <summary>Joins data sets of one name, image size and list of classes; every image keeps its id and split.</summary>
    /// <remarks>Files and columns stay where every part has them.</remarks>
    /// <param name="parts">At least one data set, packed or files alike; the rows are copied in this order.</param>
    /// <exception cref="ArgumentException">Sizes or classes differ, or there are more than 256 splits.</exception>
    public static Dataset Concat(params ReadOnlySpan<Dataset> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("expected at least one data set", nameof(parts));
        Dataset first = parts[0];
        int count = 0;
        foreach (Dataset part in parts)
        {
            if (part.IsPacked != first.IsPacked)
                throw new ArgumentException("images in memory cannot join files that are not; take a packed view of them first", nameof(parts));
            if (part.IsPacked && (part.Height != first.Height || part.Width != first.Width || part.Channels != first.Channels))
                throw new ArgumentException($"images of {part.Size} cannot join images of {first.Size}", nameof(parts));
            if (!part.ClassNames.SequenceEqual(first.ClassNames, StringComparer.Ordinal))
                throw new ArgumentException($"the classes of {part.Name} and {first.Name} differ", nameof(parts));
            if (part.MaxValue != first.MaxValue)
                throw new ArgumentException($"pixels of 0 … {part.MaxValue} cannot join pixels of 0 … {first.MaxValue}", nameof(parts));
            count = checked(count + part.Count);
        }

        int area = first.Height * first.Width * first.Channels;
        byte[]? pixels = first.IsPacked ? new byte[checked((long)count * area)] : null;
        int[] labels = new int[count];
        byte[] splitOf = new byte[count];
        int[] indexInSplit = new int[count];
        bool explicitIds = false;
        foreach (Dataset part in parts)
            explicitIds |= part._storage.Ids is not null || part.Name != first.Name;
        string[]? ids = explicitIds ? new string[count] : null;
        var splitNames = new List<string>();
        int at = 0;
        foreach (Dataset part in parts)
        {
            for (int i = 0; i < part.Count; i++, at++)
            {
                if (pixels is not null)
                    part.Image(i).CopyTo(pixels.AsSpan(at * area));
                labels[at] = part.Label(i);
                string split = part.Split(i);
                int number = splitNames.IndexOf(split);
                if (number < 0)
                {
                    number = splitNames.Count;
                    splitNames.Add(split);
                }

                splitOf[at] = checked((byte)number);
                indexInSplit[at] = part.IndexInSplit(i);
                if (ids is not null)
                    ids[at] = part.Id(i);
            }
        }

        return new Dataset(
            JoinImages(parts, first) with
            {
                Pixels = pixels,
                Labels = labels,
                SplitNames = [.. splitNames],
                SplitOf = splitOf,
                IndexInSplit = indexInSplit,
                Ids = ids,
            },
            rows: null);
    }

    /// <summary>The pixels of image <paramref name="i"/>, <c>[H,W,C]</c>, 0 background … 255 ink.</summary>
    /// <exception cref="InvalidOperationException">The images are files; see <see cref="IsPacked"/>.</exception>
    public ReadOnlySpan<byte> Image(int i)
    {
        int area = Height * Width * Channels;
        byte[] pixels = _storage.Pixels
            ?? throw new InvalidOperationException($"the images of {Name} are files of any size; take a packed view for pixels of one size, or Picture for one image");
        return pixels.AsSpan(checked(Row(i) * area), area);
    }

    /// <summary>The label of image <paramref name="i"/>, 0 … K − 1, or −1 when it has none.</summary>
    public int Label(int i) => _storage.Labels[Row(i)];

    /// <summary>The split of image <paramref name="i"/>, <c>train</c> or <c>test</c> say.</summary>
    public string Split(int i) => _storage.SplitNames[_storage.SplitOf[Row(i)]];

    /// <summary>The position of image <paramref name="i"/> in its split as it was read, counted from 0.</summary>
    public int IndexInSplit(int i) => _storage.IndexInSplit[Row(i)];

    /// <summary>The stable id of image <paramref name="i"/>, <c>mnist/test/00947</c> say; the same in every subset.</summary>
    public string Id(int i)
    {
        int row = Row(i);
        return _storage.Ids?[row] ?? $"{Name}/{_storage.SplitNames[_storage.SplitOf[row]]}/{_storage.IndexInSplit[row]:D5}";
    }

    /// <summary>All labels, <c>[N]</c>, as a new array.</summary>
    public int[] Labels()
    {
        int[] labels = new int[Count];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = Label(i);
        return labels;
    }

    /// <summary>A view of some images, in the given order (an image may occur more than once).</summary>
    /// <param name="rows">Positions in this data set, 0 … <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside this data set.</exception>
    public Dataset Subset(ReadOnlySpan<int> rows)
    {
        int[] mapped = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"expected 0 … {Count - 1}");
            mapped[i] = Row(rows[i]);
        }

        return new Dataset(_storage, mapped);
    }

    /// <summary>A view of the first <paramref name="count"/> images (all, when there are fewer).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Subset([.. Enumerable.Range(0, Math.Min(count, Count))]);
    }

    /// <summary>A view of the images of one split; empty when the split does not occur.</summary>
    public Dataset OfSplit(string split) =>
        Subset([.. Enumerable.Range(0, Count).Where(i => string.Equals(Split(i), split, StringComparison.Ordinal))]);

    /// <summary>A view of the same images with the same ids, assigned to other splits.</summary>
    /// <param name="splitNames">At most 256 names.</param>
    /// <param name="splitOf"><c>[N]</c> numbers into <paramref name="splitNames"/>.</param>
    internal Dataset WithSplits(string[] splitNames, ReadOnlySpan<byte> splitOf)
    {
        int stored = _storage.Labels.Length;
        var ids = new string[stored];
        byte[] splits = new byte[stored];
        for (int i = 0; i < Count; i++)
        {
            ids[Row(i)] = Id(i);
            splits[Row(i)] = splitOf[i];
        }

        return new Dataset(_storage with { SplitNames = splitNames, SplitOf = splits, Ids = ids }, _rows);
    }

    /// <summary>A view of the same images with the same ids and splits, under other labels.</summary>
    /// <param name="labels"><c>[N]</c> class numbers, or −1 for none.</param>
    internal Dataset WithLabels(ReadOnlySpan<int> labels)
    {
        int[] stored = (int[])_storage.Labels.Clone();
        for (int i = 0; i < Count; i++)
            stored[Row(i)] = labels[i];
        return new Dataset(_storage with { Labels = stored }, _rows);
    }

    /// <summary>A view of the same images with the same ids, splits and labels by name, under another list of classes.</summary>
    /// <param name="classNames">Holds every class of this data set.</param>
    /// <exception cref="ArgumentException">A class that an image bears is not among them.</exception>
    public Dataset WithClassNames(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (ClassNames.SequenceEqual(classNames, StringComparer.Ordinal))
            return this;
        string[] names = [.. classNames];
        int[] number = [.. ClassNames.Select(name => Array.IndexOf(names, name))];
        int[] stored = [.. _storage.Labels.Select(label => label < 0 ? -1 : number[label])];
        for (int i = 0; i < Count; i++)
        {
            if (Label(i) >= 0 && stored[Row(i)] < 0)
                throw new ArgumentException($"'{ClassNames[Label(i)]}' is not among the classes", nameof(classNames));
        }

        return new Dataset(_storage with { Labels = stored, ClassNames = names }, _rows);
    }

    private int Row(int i) => _rows is null ? i : _rows[i];

    private sealed record Storage(
        string Name,
        int Height,
        int Width,
        int Channels,
        int MaxValue,
        byte[]? Pixels,
        int[] Labels,
        string[] ClassNames,
        string[] SplitNames,
        byte[] SplitOf,
        int[] IndexInSplit,
        string[]? Ids,
        ImageFiles? Files = null,
        bool IsResized = false,
        string[]? Columns = null,
        string[][]? Metadata = null,
        ReadingReport? Reading = null);
}
