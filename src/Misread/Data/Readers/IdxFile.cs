using System.Buffers.Binary;
using System.IO.Compression;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Reads and writes the IDX files of MNIST (LeCun, Cortes and Burges, "The MNIST database of handwritten digits"): two
/// zero bytes, the type (8, unsigned byte), the number of dimensions, the dimensions as 32-bit big-endian numbers, then
/// the elements, last dimension fastest. Images have three dimensions, labels one. Plain or gzip.
/// </summary>
/// <remarks>A header's claims are held against the file before memory is taken. Thread-safe for distinct files.</remarks>
public static class IdxFile
{
    private const int ImagesHeader = 16;
    private const int LabelsHeader = 8;

    /// <summary>Reads one split.</summary>
    /// <param name="imagesPath">The file of images, plain or gzip.</param>
    /// <param name="labelsPath">The file of labels, or <see langword="null"/> for images without labels.</param>
    /// <param name="name">Name of the data set; begins every id.</param>
    /// <param name="split">Name of the split, <c>train</c> say.</param>
    /// <param name="classNames">One name per class; by default <c>0</c>, <c>1</c>, … up to the highest label.</param>
    /// <param name="maxValue">The pixel value of full ink, 1 … 255, which the format does not hold.</param>
    /// <exception cref="DataFormatException">A file is malformed, truncated or too long, or labels and images do not fit.</exception>
    /// <exception cref="IOException">A file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static Dataset Read(
        string imagesPath,
        string? labelsPath,
        string name,
        string split,
        IReadOnlyList<string>? classNames = null,
        int maxValue = 255) =>
        DatasetAssembly.Join(name, [ReadSplit(imagesPath, labelsPath, split)], classNames, maxValue);

    /// <summary>Writes a data set as two files; the images must all have a label, or none when there is no path for labels.</summary>
    /// <param name="dataset">The images, in this order. Names, ids, splits and <see cref="Dataset.MaxValue"/> are not held by the format.</param>
    /// <param name="imagesPath">Destination of the images, replaced whole or not at all; a name ending in <c>.gz</c> is compressed.</param>
    /// <param name="labelsPath">Destination of the labels, likewise, or <see langword="null"/> to write none.</param>
    /// <exception cref="DataFormatException">Labels are asked for and an image has none, or has one beyond 255.</exception>
    /// <exception cref="IOException">The disk is full or a destination cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A destination may not be written.</exception>
    public static void Write(Dataset dataset, string imagesPath, string? labelsPath)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        byte[] labels = labelsPath is null ? [] : LabelBytes(dataset);
        Write(imagesPath, stream =>
        {
            stream.Write(Header(3, dataset.Count, dataset.Height, dataset.Width));
            for (int i = 0; i < dataset.Count; i++)
                stream.Write(dataset.Image(i));
        });
        if (labelsPath is null)
            return;
        Write(labelsPath, stream =>
        {
            stream.Write(Header(1, dataset.Count));
            stream.Write(labels);
        });
    }

    internal static RawSplit ReadSplit(string imagesPath, string? labelsPath, string split)
    {
        using Content images = Content.Open(imagesPath);
        if (labelsPath is null)
            return ReadSplit(images, labels: null, split);
        using Content labels = Content.Open(labelsPath);
        return ReadSplit(images, labels, split);
    }

    internal static RawSplit ReadSplit(Content images, Content? labels, string split)
    {
        Span<byte> header = stackalloc byte[ImagesHeader];
        ReadHeader(images, header, "images");
        long count = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        long height = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        long width = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        if (height is < 1 or > Bitmap.MaxSide || width is < 1 or > Bitmap.MaxSide)
            throw new DataFormatException($"{images.Source}: byte 8: expected images of 1 … {Bitmap.MaxSide} pixels a side, found {height}×{width}.");
        if (count == 0)
            throw new DataFormatException($"{images.Source}: byte 4: expected at least one image, found none.");

        // The labels first: they are small, and a file that does not belong here is found out before the images are read.
        int[]? numbers = labels is null ? null : ReadLabels(labels, count, images.Source);
        byte[] pixels = ReadBody(images, count * height * width, $"{count:N0} images of {height}×{width}");
        return new RawSplit(split, images.Source, (int)height, (int)width, pixels, numbers, i => $"{labels?.Source}: byte {LabelsHeader + (long)i}");
    }

    private static int[] ReadLabels(Content labels, long expected, string imagesSource)
    {
        Span<byte> header = stackalloc byte[LabelsHeader];
        ReadHeader(labels, header, "labels");
        long count = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (count != expected)
            throw new DataFormatException($"{labels.Source}: byte 4: expected {expected:N0} labels, as many as there are images in {imagesSource}, found {count:N0}.");
        byte[] bytes = ReadBody(labels, count, $"{count:N0} labels");
        return Array.ConvertAll(bytes, b => (int)b);
    }

    private static void ReadHeader(Content content, Span<byte> header, string what)
    {
        int got = content.Read(header);
        if (got < 4 || header[0] != 0 || header[1] != 0)
            throw new DataFormatException($"{content.Source}: byte 0: expected an IDX file of {what}, which begins with two zero bytes; {content.Kind(header[..got])}.");
        if (header[2] != 8)
            throw new DataFormatException($"{content.Source}: byte 2: expected {what} of one unsigned byte each (type 8), found type {header[2]}.");
        int dimensions = what == "images" ? 3 : 1;
        if (header[3] != dimensions)
        {
            string hint = header[3] switch { 1 => "; this looks like a file of labels", 3 => "; this looks like a file of images", _ => "" };
            throw new DataFormatException($"{content.Source}: byte 3: expected {dimensions} dimension{(dimensions == 1 ? "" : "s")} for {what}, found {header[3]}{hint}.");
        }

        if (got < header.Length)
            throw new DataFormatException($"{content.Source}: byte {got}: expected a header of {header.Length} bytes; the file is cut off.");
    }

    private static byte[] ReadBody(Content content, long length, string what)
    {
        long start = content.Position;
        if (length > Array.MaxLength)
            throw new DataFormatException($"{content.Source}: byte 4: {what} are {length:N0} bytes, more than the {Array.MaxLength:N0} that are accepted.");
        long possible = content.MaxLength - start;
        if (length > possible || (!content.IsGzip && length != possible))
            throw WrongLength(content, start, length, what, content.IsGzip ? $"at most {possible:N0}" : $"{possible:N0}", length > possible);
        byte[] body = GC.AllocateUninitializedArray<byte>((int)length);
        int got = content.Read(body);
        if (got < length)
            throw WrongLength(content, start, length, what, $"{got:N0}", cutOff: true);

        // Reading on to the end also makes gzip compare its checksum.
        if (content.Read(stackalloc byte[1]) != 0)
            throw WrongLength(content, start, length, what, "more", cutOff: false);
        return body;
    }

    private static DataFormatException WrongLength(Content content, long start, long length, string what, string found, bool cutOff) =>
        new($"{content.Source}: byte {start}: expected {length:N0} bytes for {what}, found {found}; the {(cutOff ? "file is cut off" : "header and the content do not belong together")}.");

    private static byte[] Header(byte dimensions, params ReadOnlySpan<int> sizes)
    {
        byte[] header = new byte[4 * (1 + sizes.Length)];
        header[2] = 8;
        header[3] = dimensions;
        for (int d = 0; d < sizes.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * (d + 1)), sizes[d]);
        return header;
    }

    private static byte[] LabelBytes(Dataset dataset)
    {
        byte[] bytes = new byte[dataset.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            int label = dataset.Label(i);
            if (label is < 0 or > 255)
            {
                throw new DataFormatException(
                    $"{dataset.Id(i)}: IDX holds labels of 0 … 255, this image has {(label < 0 ? "none" : label)}; convert it to png instead.");
            }

            bytes[i] = (byte)label;
        }

        return bytes;
    }

    private static void Write(string path, Action<Stream> write) =>
        AtomicFile.Write(path, stream =>
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                write(stream);
                return;
            }

            using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            write(gzip);
        });
}
