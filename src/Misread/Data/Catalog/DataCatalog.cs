using Misread.IO;

namespace Misread.Data;

/// <summary>A data set that was asked for by name or path.</summary>
/// <param name="Dataset">The images.</param>
/// <param name="Location">The file or folder that it was read from; <see langword="null"/> for a generated one.</param>
/// <param name="Notice">What the user should be told, one sentence; <see langword="null"/> when all is as asked.</param>
/// <param name="Truth">What is known of each image of a generated data set; <see langword="null"/> for any other.</param>
public sealed record ResolvedDataset(Dataset Dataset, string? Location, string? Notice, IReadOnlyList<PlantedTruth>? Truth = null);

/// <summary>Finds data sets by name: on disk, else from their mirrors, else (for one that is built in) by making them.</summary>
/// <remarks>Thread-safe; two processes may ask for the same data set.</remarks>
public sealed class DataCatalog
{
    /// <summary>The name that stands for MNIST, or for the built-in digits where MNIST cannot be had.</summary>
    public const string Auto = "auto";

    private const string Preferred = "mnist";

    private readonly CatalogOptions _options;

    /// <summary>Creates a catalog.</summary>
    /// <param name="options">Where to look; by default as the program does.</param>
    public DataCatalog(CatalogOptions? options = null) => _options = options ?? new CatalogOptions();

    /// <summary>The data sets that are known by name.</summary>
    public IReadOnlyList<CatalogEntry> Entries => _options.Entries;

    /// <summary>The data set of a name, or <see langword="null"/>.</summary>
    public CatalogEntry? Entry(string name) => Entries.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.Ordinal));

    /// <summary>The folder on this machine that holds a data set; <see langword="null"/> when none does. Needs no network.</summary>
    public string? Find(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Places()
            .Select(folder => Path.Combine(folder, entry.Name))
            .FirstOrDefault(folder => entry.Files.Count > 0 && entry.Files.All(f => PathOf(f, folder) is not null));
    }

    /// <summary>The path of a file in a folder, with or without <c>.gz</c>; <see langword="null"/> when it is not there.</summary>
    internal static string? PathOf(CatalogFile file, string folder)
    {
        const string Gzip = ".gz";
        string plain = file.Name.EndsWith(Gzip, StringComparison.Ordinal) ? file.Name[..^Gzip.Length] : file.Name;
        string path = Path.Combine(folder, plain);
        return File.Exists(path) ? path : File.Exists(path + Gzip) ? path + Gzip : null;
    }

    /// <summary>The data set of a name or path.</summary>
    /// <remarks>
    /// <c>auto</c> is <c>mnist</c>, or the built-in <c>synthetic</c> digits with a notice where it is neither on disk nor to be
    /// had from the network. A name that is asked for never falls back. A name is looked for in the folders of
    /// <see cref="CatalogOptions"/> and is then downloaded; what is no known name is a path. Content that is found on disk
    /// is not compared with the published checksum (see <see cref="Verify"/>); gzip has its own, which is always checked.
    /// </remarks>
    /// <param name="nameOrPath"><c>auto</c>, a name, a file or a folder.</param>
    /// <param name="progress">Told of a download.</param>
    /// <param name="token">Stops a download; what has arrived stays for the next time.</param>
    /// <exception cref="DataFormatException">The files are malformed.</exception>
    /// <exception cref="IOException">There is no such data set, or it cannot be read or downloaded.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read, or the cache may not be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was cancelled.</exception>
    public ResolvedDataset Resolve(string nameOrPath, IProgress<DownloadProgress>? progress = null, CancellationToken token = default) =>
        Resolve(nameOrPath, new ReadOptions(), progress, token);

    /// <summary>The data set of a name or path.</summary>
    /// <param name="nameOrPath"><c>auto</c>, a name, a file or a folder.</param>
    /// <param name="read">How files and folders are read.</param>
    /// <param name="progress">Told of a download.</param>
    /// <param name="token">Stops a download; what has arrived stays for the next time.</param>
    /// <inheritdoc cref="Resolve(string, IProgress{DownloadProgress}?, CancellationToken)" path="/exception"/>
    public ResolvedDataset Resolve(string nameOrPath, ReadOptions read, IProgress<DownloadProgress>? progress = null, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        ArgumentNullException.ThrowIfNull(read);
        if (nameOrPath == Auto)
            return ResolveAuto(progress, token);
        if (Entry(nameOrPath) is { } entry)
        {
            return entry.Generate is { } generate
                ? Generated(generate(), notice: null)
                : Read(entry, Get(entry, progress, token));
        }

        string? folder = Path.GetFileName(nameOrPath) != nameOrPath || nameOrPath is "." or ".."
            ? null
            : Places().Select(place => Path.Combine(place, nameOrPath)).FirstOrDefault(Directory.Exists);
        string path = folder ?? nameOrPath;
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            string names = string.Join(", ", Entries.Select(e => e.Name));
            throw new FileNotFoundException($"{nameOrPath}: there is no such file or folder, and no data set of this name; known names are {names}.", nameOrPath);
        }

        return new ResolvedDataset(DatasetReader.Open(path, read), path, Notice: null);
    }

    /// <summary>The folder of a data set that consists of files; what is missing is downloaded and compared with its checksum.</summary>
    /// <inheritdoc cref="Resolve(string, IProgress{DownloadProgress}?, CancellationToken)" path="/exception"/>
    public string Get(CatalogEntry entry, IProgress<DownloadProgress>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Files.Count == 0)
            throw new ArgumentException($"{entry.Name} consists of no files", nameof(entry));
        if (Find(entry) is { } found)
            return found;
        string folder = Path.Combine(_options.CacheFolder, entry.Name);
        using var downloader = new Downloader(_options, progress);
        foreach (CatalogFile file in entry.Files.Where(f => PathOf(f, folder) is null))
            downloader.FetchAsync(file, folder, token).GetAwaiter().GetResult();
        return folder;
    }

    /// <summary>Compares the files of a data set with their published SHA-256 (of the decompressed content).</summary>
    /// <param name="entry">The data set.</param>
    /// <param name="folder">Where it lies.</param>
    /// <exception cref="DataFormatException">A file is not the published one.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static void Verify(CatalogEntry entry, string folder)
    {
        ArgumentNullException.ThrowIfNull(entry);
        foreach (CatalogFile file in entry.Files)
        {
            string path = PathOf(file, folder) ?? throw new FileNotFoundException($"{Path.Combine(folder, file.Name)}: there is no such file.");
            if (ContentHash.Fault(path, file) is { } fault)
                throw new DataFormatException($"{path}: the file {fault}; delete it and run 'misread data get {entry.Name}'.");
        }
    }

    private static ResolvedDataset Generated(SyntheticDataset made, string? notice) => new(made.Dataset, Location: null, notice, made.Truth);

    private static ResolvedDataset Read(CatalogEntry entry, string folder) =>
        new(DatasetReader.Open(folder, entry.Name, entry.ClassNames), folder, Notice: null);

    private ResolvedDataset ResolveAuto(IProgress<DownloadProgress>? progress, CancellationToken token)
    {
        CatalogEntry preferred = Entry(Preferred) ?? throw new InvalidOperationException($"the catalog has no {Preferred}");
        CatalogEntry? builtIn = Entries.FirstOrDefault(e => e.Generate is not null);
        string folder;
        try
        {
            folder = Get(preferred, progress, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && builtIn is not null)
        {
            return Generated(
                builtIn.Generate!(),
                $"{Preferred} is not on this machine and could not be fetched; using the built-in {builtIn.Name} digits instead ({e.Message.TrimEnd('.')}).");
        }

        return Read(preferred, folder);
    }

    private IEnumerable<string> Places() => _options.Folders.Append(_options.CacheFolder);
}
