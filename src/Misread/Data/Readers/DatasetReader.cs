using Misread.IO;

namespace Misread.Data;

/// <summary>Reads a data set from a file or folder, whose layout is recognised.</summary>
/// <remarks>
/// <para>Recognised are: a folder of IDX files named as MNIST's are; one IDX file of images (its labels are looked for
/// beside it); a CSV file of pixels (<see cref="PixelCsv"/>), or a folder with <c>train.csv</c> and <c>test.csv</c>, or
/// with one CSV file; all of these plain or gzip; and a folder of PNG files, one folder a class, with or without folders
/// <c>train</c> and <c>test</c> above; and PNG files with an <c>index.csv</c>, as a fingerprint has them. A <c>dataset.json</c> beside the files gives name, classes and full ink.</para>
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
    public static Dataset Open(string path, string? name = null, IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return OpenFolder(path, name, classNames);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file or folder.", path);
        return OpenFile(path, name, classNames);
    }

    private static Dataset OpenFolder(string folder, string? name, IReadOnlyList<string>? classNames)
    {
        DatasetDescription? described = DatasetDescription.Find(folder);
        name ??= described?.Name ?? NameOfFolder(folder);
        (IReadOnlyList<RawSplit> splits, string[]? found) = ReadFolder(folder, name, described);
        if (described is not null)
            splits = [.. splits.OrderBy(s => (uint)Array.IndexOf(described.Splits, s.Split))];
        return DatasetAssembly.Join(name, splits, classNames ?? described?.Classes ?? found, described?.MaxValue);
    }

    private static (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) ReadFolder(string folder, string name, DatasetDescription? described)
    {
        IReadOnlyList<(string Split, string Images)> idx = IdxFolder.Find(folder);
        if (idx.Count > 0)
            return ([.. idx.Select(f => IdxFile.ReadSplit(f.Images, IdxFolder.LabelsOf(f.Images), f.Split))], null);
        (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) indexed = IndexedFolder.Read(folder, described);
        if (indexed.Splits.Count > 0)
            return indexed;
        IReadOnlyList<(string Split, string Path)> csv = CsvFolder.Find(folder, described);
        if (csv.Count > 0)
            return ([.. csv.Select(f => PixelCsv.ReadSplit(f.Path, f.Split, described))], null);
        (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) images = ImageFolder.Read(folder, name, described);
        return images.Splits.Count > 0
            ? images
            : throw new DataFormatException(
                $"{folder}: expected IDX files (train-images-idx3-ubyte …), CSV files (train.csv …) or PNG files in one folder a class, found none of them.");
    }

    private static Dataset OpenFile(string path, string? name, IReadOnlyList<string>? classNames)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)!;
        DatasetDescription? described = DatasetDescription.Find(folder);
        string stem = CsvFolder.Stem(full);
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
        Span<byte> start = stackalloc byte[4];
        int got = content.Read(start);
        if (got == 0)
            throw new DataFormatException($"{path}: expected a data set, found an empty file.");
        if (start[..got].SequenceEqual((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            throw new DataFormatException($"{path}: expected a data set, found a single PNG image; name a folder with one folder of PNGs a class.");
        return got >= 2 && start[0] == 0 && start[1] == 0;
    }

    private static string NameOfFolder(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return name.Length > 0 ? name : "data";
    }
}
