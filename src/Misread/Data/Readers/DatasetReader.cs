using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>Reads a data set from a file or folder, whose layout is recognised.</summary>
/// <remarks>
/// <para>Recognised are: a folder of IDX files named as MNIST's are; one IDX file of images (its labels are looked for
/// beside it); a CSV file of pixels (<see cref="PixelCsv"/>), or a folder with <c>train.csv</c> and <c>test.csv</c>, or
/// with one CSV file; NumPy's <c>.npz</c> of Keras, MedMNIST and KMNIST; all of these plain or gzip; images (JPEG, PNG, WebP, GIF, BMP) in one folder a class,
/// with or without folders of splits, or with a table of paths and labels, in a folder, a ZIP or a tar archive, or
/// in Parquet files as Hugging Face's data sets have them; and images with an
/// <c>index.csv</c>, as a fingerprint has them. A <c>dataset.json</c> beside the files gives name, classes and full ink.</para>
/// <para>A data set without splits gets the one split <c>all</c>. Thread-safe for distinct paths.</para>
/// </remarks>
public static class DatasetReader
{
    /// <summary>Reads the data set at a path.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="name">Name of the data set, without slashes; by default that of the folder or file.</param>
    /// <param name="classNames">One name per class; by default as the files say, else numbered up to the highest label.</param>
    /// <exception cref="DataFormatException">Nothing here is a data set, or it is malformed.</exception>
    /// <exception cref="IOException">The path does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static Dataset Open(string path, string? name = null, IReadOnlyList<string>? classNames = null) =>
        Open(path, new ReadOptions { Name = name, ClassNames = classNames });

    /// <summary>Reads the data set at a path.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="options">Name, classes, and whether an image that cannot be read is an error.</param>
    /// <inheritdoc cref="Open(string, string?, IReadOnlyList{string}?)" path="/exception"/>
    public static Dataset Open(string path, ReadOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(path))
            return OpenFolder(path, options);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file or folder.", path);
        if (ParquetImages.Is(StartOf(path, 0, 4)))
            return ParquetImages.Read([path], path, options.Name ?? ArchiveStem(path), options);
        return OpenArchive(path, options) ?? OpenFile(path, options.Name, options.ClassNames);
    }

    private static Dataset OpenFolder(string folder, ReadOptions options)
    {
        DatasetDescription? described = DatasetDescription.Find(folder);
        string name = options.Name ?? described?.Name ?? NameOfFolder(folder);
        if (described is null && ParquetImages.Shards(folder) is { Length: > 0 } shards)
            return ParquetImages.Read(shards, folder, name, options);
        (IReadOnlyList<RawSplit> splits, string[]? found) = ReadFolder(folder, name, described);
        if (splits.Count == 0 && described is null)
        {
            return ImageSetReader.Read(FolderFiles.List(folder), folder, name, options)
                ?? throw NothingFound(folder);
        }

        if (splits.Count == 0)
            throw NothingFound(folder);
        if (described is not null)
            splits = [.. splits.OrderBy(s => (uint)Array.IndexOf(described.Splits, s.Split))];
        return DatasetAssembly.Join(name, splits, options.ClassNames ?? described?.Classes ?? found, described?.MaxValue);
    }

    /// <summary>An archive of images; <see langword="null"/> for a file that is none.</summary>
    private static Dataset? OpenArchive(string path, ReadOptions options)
    {
        ImageFiles? files = IsZip(path) ? ZipFiles.Open(path) : IsTar(path) ? TarFiles.Open(path) : null;
        return files is null ? null : ImageSetReader.Read(files, path, options.Name ?? ArchiveStem(path), options)
            ?? throw new DataFormatException($"{path}: expected an archive of images (JPEG, PNG, WebP, GIF or BMP), found none among its {files.Count:N0} files.");
    }

    private static DataFormatException NothingFound(string folder) => new(
        $"{folder}: expected images (JPEG, PNG, WebP, GIF, BMP) in one folder a class or with a table of labels, IDX files (train-images-idx3-ubyte …) or CSV files (train.csv …), found none of them.");

    private static (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) ReadFolder(string folder, string name, DatasetDescription? described)
    {
        IReadOnlyList<(string Split, string Images)> idx = IdxFolder.Find(folder);
        if (idx.Count > 0)
            return ([.. idx.Select(f => IdxFile.ReadSplit(f.Images, IdxFolder.LabelsOf(f.Images), f.Split))], null);
        (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) indexed = IndexedFolder.Read(folder, described);
        if (indexed.Splits.Count > 0)
            return indexed;
        IReadOnlyList<RawSplit> npz = NpzDataset.Find(folder);
        if (npz.Count > 0)
            return (npz, null);
        if (described is null && ImageSetReader.HoldsImages(folder))
            return ([], null);
        IReadOnlyList<(string Split, string Path)> csv = CsvFolder.Find(folder, described);
        if (csv.Count > 0)
            return ([.. csv.Select(f => PixelCsv.ReadSplit(f.Path, f.Split, described))], null);
        return described is null ? ([], null) : ImageFolder.Read(folder, name, described);
    }

    private static bool IsZip(string path) => StartOf(path, 0, 4) is [(byte)'P', (byte)'K', 3, 4] && !path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>By the magic of POSIX tar, or a name that says so.</summary>
    private static bool IsTar(string path) =>
        StartOf(path, 257, 5).AsSpan().SequenceEqual("ustar"u8)
        || (((string[])[".tar", ".tgz", ".tar.gz"]).Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) && new FileInfo(path).Length > 0);

    private static byte[] StartOf(string path, int offset, int count)
    {
        using FileStream file = InputFile.Open(path);
        if (!file.CanSeek)
            return [];
        file.Position = Math.Min(offset, file.Length);
        byte[] start = new byte[count];
        return start[..file.ReadAtLeast(start, count, throwOnEndOfStream: false)];
    }

    private static string ArchiveStem(string path)
    {
        string name = Path.GetFileName(path);
        string ending = ((string[])[".tar.gz", ".tgz", ".tar", ".zip"]).FirstOrDefault(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? Path.GetExtension(name);
        return name.Length > ending.Length ? name[..^ending.Length] : name;
    }

    private static Dataset OpenFile(string path, string? name, IReadOnlyList<string>? classNames)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)!;
        DatasetDescription? described = DatasetDescription.Find(folder);
        string stem = CsvFolder.Stem(full);
        if (NpzDataset.IsNpz(path))
            return DatasetAssembly.Join(name ?? described?.Name ?? stem, NpzDataset.Read(path), classNames ?? described?.Classes, described?.MaxValue);
        bool isIdx = IsIdx(path);
        string split = isIdx ? IdxFolder.SplitOf(full) : SplitNames.Known(stem) ?? SplitNames.All;
        RawSplit raw = isIdx
            ? IdxFile.ReadSplit(path, IdxFolder.LabelsOf(full), split)
            : PixelCsv.ReadSplit(path, split, described);
        // train.csv is named after its folder, my-digits.csv after itself.
        name ??= described?.Name ?? (isIdx || split != SplitNames.All ? NameOfFolder(folder) : stem);
        return DatasetAssembly.Join(name, [raw], classNames ?? described?.Classes, described?.MaxValue);
    }

    private static bool IsIdx(string path)
    {
        using Content content = Content.Open(path);
        Span<byte> start = stackalloc byte[ImageSignature.Length];
        int got = content.Read(start);
        if (got == 0)
            throw new DataFormatException($"{path}: expected a data set, found an empty file.");
        if (ImageSignature.Of(start[..got]) is { } format)
            throw new DataFormatException($"{path}: expected a data set, found a single {format.ToString().ToUpperInvariant()} image; name a folder with one folder of images a class.");
        return got >= 2 && start[0] == 0 && start[1] == 0;
    }

    private static string NameOfFolder(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return name.Length > 0 ? name : "data";
    }
}
