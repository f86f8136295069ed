namespace Misread.Data;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">Its name on disk. The content may be gzip or not, whatever the name says.</param>
/// <param name="Length">Length of the decompressed content, in bytes.</param>
/// <param name="Sha256">SHA-256 of the decompressed content, in lower-case hexadecimal: a mirror may have compressed it differently.</param>
/// <param name="Mirrors">Where it can be downloaded, in the order in which they are tried.</param>
public sealed record CatalogFile(string Name, long Length, string Sha256, IReadOnlyList<Uri> Mirrors);

/// <summary>A data set that is known by name.</summary>
/// <param name="Name">What is typed after <c>--dataset</c>.</param>
/// <param name="Description">One line.</param>
/// <param name="Source">Who made it, and the licence.</param>
/// <param name="ClassNames">One name per class.</param>
/// <param name="Files">Its files; none for a data set that is generated.</param>
public sealed record CatalogEntry(
    string Name,
    string Description,
    string Source,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<CatalogFile> Files)
{
    /// <summary>Makes the data set, for one that is built in; <see langword="null"/> for one that consists of files.</summary>
    public Func<SyntheticDataset>? Generate { get; init; }
}
