using Misread.Formats;

namespace Misread.Data;

/// <summary>Finds data sets by name: on disk, else from their mirrors, else (for one that is built in) by making them.</summary>
/// <remarks>Thread-safe; two processes may ask for the same data set.</remarks>
public sealed class DataCatalog
{
    /// <summary>The name that stands for MNIST, or for the built-in digits where MNIST cannot be had.</summary>
    public const string Auto = "auto";

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
        return _options.Folders.Append(_options.CacheFolder)
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

    /// <summary>Reads a data set that lies in <paramref name="folder"/>.</summary>
    /// <exception cref="DataFormatException">The files are malformed.</exception>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public static Dataset Read(CatalogEntry entry, string folder)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return DatasetReader.Open(folder, entry.Name, entry.ClassNames);
    }
}
