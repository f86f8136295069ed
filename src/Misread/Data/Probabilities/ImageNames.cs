using System.Text;
using Misread.IO;

namespace Misread.Data;

/// <summary>By what another program's name for an image and the image's id are held against each other, the strictest first.</summary>
public enum NameMatch
{
    /// <summary>The name is the id.</summary>
    Id,

    /// <summary>The name ends in the image's path within the data set, or that path ends in the name.</summary>
    Path,

    /// <summary>The same but for the extension of the file, so that <c>cat/1.jpg</c> is <c>cat/1.png</c>.</summary>
    PathWithoutExtension,

    /// <summary>The file names are the same, the folders are not looked at.</summary>
    FileName,

    /// <summary>The file names are the same but for their extensions.</summary>
    Stem,
}

/// <summary>
/// Finds images by what people and other programs call them: by id, path, file name or any unique end of the id
/// (<c>dog.352.png</c> for <c>photos/cat/dog.352.png</c>).
/// </summary>
/// <remarks>
/// Folders are compared whole, with either slash; letters in composed form (NFC), since file systems differ in that. Immutable and
/// thread-safe.
/// </remarks>
public sealed class ImageNames
{
    private static readonly string[] Extensions =
        [".png", ".jpg", ".jpeg", ".jpe", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".pgm", ".ppm", ".npy", ".avif", ".heic"];

    private readonly string[] _ids;
    private readonly Dictionary<string, List<int>> _byStem = new(StringComparer.Ordinal);

    /// <summary>Takes the ids of images.</summary>
    /// <param name="ids">One for each image: the name of the data set, a slash, and the path within it.</param>
    public ImageNames(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _ids = [.. ids.Select(Plain)];
        for (int i = 0; i < _ids.Length; i++)
        {
            string stem = Stem(FileName(_ids[i]));
            if (_byStem.TryGetValue(stem, out List<int>? known))
                known.Add(i);
            else
                _byStem.Add(stem, [i]);
        }
    }

    /// <summary>The names of a data set's images.</summary>
    public static ImageNames Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ImageNames(Enumerable.Range(0, data.Count).Select(data.Id));
    }

    /// <summary>The one image that a name means: that of this id, else the only one whose id ends in it.</summary>
    /// <param name="name">An id, a path, a file name, with or without extension.</param>
    /// <returns>The position of the image, or −1 when there is none.</returns>
    /// <exception cref="DataFormatException">The name fits several images; the message names two of them.</exception>
    public int Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (NameMatch match in (ReadOnlySpan<NameMatch>)[NameMatch.Id, NameMatch.Path, NameMatch.PathWithoutExtension])
        {
            int[] found = [.. Candidates(name, match)];
            if (found.Length == 1)
                return found[0];
            if (found.Length > 1)
                throw new DataFormatException($"'{name}' may be {_ids[found[0]]} or {_ids[found[1]]}{More(found.Length - 2)}; name the image by its path.");
        }

        return -1;
    }

    /// <summary>Every image that a name fits.</summary>
    internal IEnumerable<int> Candidates(string name, NameMatch match)
    {
        string plain = Plain(name);
        return plain.Length > 0 && _byStem.TryGetValue(Stem(FileName(plain)), out List<int>? near)
            ? near.Where(i => Fits(plain, _ids[i], match))
            : [];
    }

    /// <summary>The id of image <paramref name="i"/> as it was given, but for slashes and composition.</summary>
    internal string Id(int i) => _ids[i];

    internal static string More(int count) => count <= 0 ? "" : $" or {count} more";

    private static bool Fits(string name, string id, NameMatch match) => match switch
    {
        NameMatch.Id => name == id,
        NameMatch.Path => Overlap(name, id),
        NameMatch.PathWithoutExtension => Overlap(Stem(name), Stem(id)),
        NameMatch.FileName => FileName(name) == FileName(id),
        _ => true,
    };

    /// <summary>
    /// Whether one ends in the other, folder by folder. The first part of an id is the data set's name, which other programs do not know,
    /// so a name may end in the rest of it.
    /// </summary>
    private static bool Overlap(string name, string id) =>
        EndsIn(id, name) || EndsIn(name, id) || EndsIn(name, id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static bool EndsIn(string path, string end) =>
        path.EndsWith(end, StringComparison.Ordinal) && (path.Length == end.Length || path[^(end.Length + 1)] == '/');

    private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Without the extension of an image; <c>cat.0</c> has none.</summary>
    private static string Stem(string path)
    {
        int dot = path.LastIndexOf('.');
        return dot > 0 && Extensions.Contains(path[dot..], StringComparer.OrdinalIgnoreCase) ? path[..dot] : path;
    }

    private static string Plain(string name)
    {
        string plain = name.Trim().Replace('\\', '/');
        while (plain.StartsWith("./", StringComparison.Ordinal))
            plain = plain[2..];
        try
        {
            return plain.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return plain; // not Unicode: compared as it stands
        }
    }
}
