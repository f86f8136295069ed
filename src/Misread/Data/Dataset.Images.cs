using Misread.Imaging;

namespace Misread.Data;

/// <content>Images of any size: files, pictures, packed views.</content>
public sealed partial class Dataset
{
    /// <summary>Whether every image is in memory as pixels of one size, so that <see cref="Image"/> can be asked.</summary>
    public bool IsPacked => _storage.Pixels is not null;

    /// <summary>Whether every image is a file whose original bytes are at hand.</summary>
    public bool HasFiles => _storage.Files is not null;

    /// <summary>Whether the pixels in memory were resized from the files: what is shown should be <see cref="Picture"/>.</summary>
    public bool IsResized => _storage.IsResized;

    /// <summary>Whether the images are photographs or drawings that were never grey pixels of one small size: they are shown as they are, never inverted.</summary>
    public bool IsColour => Channels == 3;

    /// <summary>What was left out or stood out when the images were read; <see langword="null"/> for data that were not files.</summary>
    public ReadingReport? Reading => _storage.Reading;

    /// <summary>Names of the columns that came along with the images (a manifest's other columns); often none.</summary>
    public IReadOnlyList<string> Columns => _storage.Columns ?? [];

    /// <summary>The value of image <paramref name="i"/> in a column of <see cref="Columns"/>; empty where there is none.</summary>
    /// <param name="i">The image.</param>
    /// <param name="column">Number of the column.</param>
    public string Value(int i, int column) => _storage.Metadata![Row(i)][column];

    /// <summary>The file of image <paramref name="i"/> within the data set, <c>cat/1.jpg</c> say; <see langword="null"/> without files.</summary>
    public string? FileName(int i) => _storage.Files?.Name(Row(i));

    /// <summary>The file of image <paramref name="i"/> on this machine; <see langword="null"/> for one in an archive, or without files.</summary>
    public string? FilePath(int i) => _storage.Files?.Path(Row(i));

    /// <summary>The original bytes of image <paramref name="i"/>, as the file has them.</summary>
    /// <exception cref="InvalidOperationException">The images are no files.</exception>
    /// <exception cref="ImageException">The file has changed or cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public byte[] FileBytes(int i) =>
        (_storage.Files ?? throw new InvalidOperationException($"the images of {Name} are no files")).Read(Row(i));

    /// <summary>Image <paramref name="i"/> at its own size, decoded from its file where it has one; else its pixels, spread over 0 … 255.</summary>
    /// <param name="i">The image.</param>
    /// <param name="options">For files: whether it may be decoded at a fraction of its size.</param>
    /// <returns>1 channel where every pixel is grey, else 3.</returns>
    /// <exception cref="ImageException">The file has changed, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Bitmap Picture(int i, DecodeOptions options = default)
    {
        if (_storage.Files is { } files && (!IsPacked || IsResized))
            return ImageDecoder.Decode(files.Read(Row(i)), files.FullName(Row(i)), options);
        byte[] pixels = Image(i).ToArray();
        for (int p = 0; MaxValue != 255 && p < pixels.Length; p++)
            pixels[p] = IndexedFolder.Spread(pixels[p], MaxValue);
        return new Bitmap(Width, Height, Channels, pixels);
    }

    /// <summary>Image <paramref name="i"/> to be looked at: its pixels as they are, or, of a file, reduced to a longest side.</summary>
    /// <param name="i">The image.</param>
    /// <param name="maxSide">The longest side of a photograph, in pixels, at least 1; smaller ones are not enlarged.</param>
    /// <exception cref="ImageException">The file has changed, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Bitmap Thumbnail(int i, int maxSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSide, 1);
        if (!HasFiles || (IsPacked && !IsResized))
            return Picture(i);

        // At least half as large again on its shorter side as the thumbnail, for a ratio of up to 4 to 1.
        Bitmap image = Picture(i, new DecodeOptions(MinWidth: maxSide, MinHeight: Math.Max(1, maxSide / 4)));
        double scale = Math.Min(1, maxSide / (double)Math.Max(image.Width, image.Height));
        return Resample.Resize(
            image, Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)), ResampleFilter.Bilinear);
    }

    /// <summary>A view of the same images as pixels of one size, decoded and resized in parallel; ids, labels, files and columns stay.</summary>
    /// <remarks>
    /// Files are decoded at the smallest fraction of their size that is still at least twice as large as asked for, then fitted with the
    /// anti-aliased linear filter. Grey becomes colour by three equal channels, colour becomes grey as luma (ITU-R BT.601). The
    /// result is the same at any number of threads. A data set that has this size already is returned as it is.
    /// </remarks>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="channels">1 or 3; by default as the data set has it.</param>
    /// <param name="rule">How images of another shape are fitted.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ImageException">A file has changed or is damaged; all of them are named.</exception>
    /// <exception cref="ArgumentException">The pixels would not fit into one array.</exception>
    public Dataset Packed(int height, int width, int? channels = null, FitRule rule = FitRule.Stretch, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        int depth = channels ?? Channels;
        if (depth is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), depth, "expected 1 or 3 channels");
        if (IsPacked && Height == height && Width == width && Channels == depth)
            return this;
        long area = (long)height * width * depth;
        if (area * Count > Array.MaxLength)
            throw new ArgumentException($"{Count:N0} images of {height}×{width}×{depth} are more than the {Array.MaxLength:N0} bytes that an array holds");
        byte[] pixels = new byte[area * Count];
        PackedView.Fill(this, pixels, height, width, depth, rule, cancel);

        // The view has rows of its own, in the order of this one.
        Storage s = _storage;
        var view = s with
        {
            Height = height,
            Width = width,
            Channels = depth,
            MaxValue = 255,
            Pixels = pixels,
            IsResized = true,
            Labels = Labels(),
            SplitOf = Select(s.SplitOf),
            IndexInSplit = Select(s.IndexInSplit),
            Ids = [.. Enumerable.Range(0, Count).Select(Id)],
            Files = s.Files is null ? null : new SelectedFiles(s.Files, [.. Enumerable.Range(0, Count).Select(Row)]),
            Metadata = s.Metadata is null ? null : Select(s.Metadata),
        };
        return new Dataset(view, rows: null);
    }

    /// <summary>Images that are files, with pixels where they are of one small size.</summary>
    internal static Dataset OfFiles(
        string name,
        ImageFiles files,
        (int Height, int Width, int Channels, byte[]? Pixels) images,
        int[] labels,
        string[] classNames,
        (string[] Names, byte[] Of) splits,
        string[] ids,
        (string[] Columns, string[][] Rows)? metadata,
        ReadingReport reading)
    {
        int[] next = new int[splits.Names.Length];
        int[] indexInSplit = Array.ConvertAll(splits.Of, s => next[s]++);
        return new Dataset(
            new Storage(
                name, images.Height, images.Width, images.Channels, 255, images.Pixels, labels, classNames, splits.Names, splits.Of, indexInSplit, ids,
                files, IsResized: false, metadata?.Columns, metadata?.Rows, reading),
            rows: null);
    }

    /// <summary>The size of an image, for messages: height × width, and channels where there are several.</summary>
    internal string Size => Channels == 1 ? $"{Height}×{Width}" : $"{Height}×{Width}×{Channels}";

    /// <summary>The storage of a joined data set, its rows aside: files and columns where all parts have them.</summary>
    private static Storage JoinImages(ReadOnlySpan<Dataset> parts, Dataset first)
    {
        bool files = true, columns = true, resized = false, oneSize = true;
        ReadingReport? reading = null;
        foreach (Dataset part in parts)
        {
            files &= part.HasFiles;
            columns &= part._storage.Metadata is not null && part.Columns.SequenceEqual(first.Columns, StringComparer.Ordinal);
            resized |= part.IsResized;
            oneSize &= part.Height == first.Height && part.Width == first.Width;
            reading = ReadingReport.Join(reading, part.Reading);
        }

        var rows = new List<string[]>();
        var joined = new List<(ImageFiles Files, int Row)>();
        int channels = 1;
        foreach (Dataset part in parts)
        {
            channels = Math.Max(channels, part.Channels);
            for (int i = 0; i < part.Count; i++)
            {
                if (columns)
                    rows.Add(part._storage.Metadata![part.Row(i)]);
                if (files)
                    joined.Add((part._storage.Files!, part.Row(i)));
            }
        }

        return first._storage with
        {
            Height = oneSize ? first.Height : 0,
            Width = oneSize ? first.Width : 0,
            Channels = channels,
            Files = files ? new JoinedFiles([.. joined]) : null,
            IsResized = resized,
            Columns = columns ? first._storage.Columns : null,
            Metadata = columns ? [.. rows] : null,
            Reading = reading,
        };
    }

    private T[] Select<T>(T[] all) => _rows is null ? all : Array.ConvertAll(_rows, row => all[row]);
}
