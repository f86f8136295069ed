using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// PNG files in one folder a class (<c>7/some-name.png</c>), with or without a level of splits above
/// (<c>train/7/some-name.png</c>). Images that lie beside the folders of classes have no label.
/// </summary>
/// <remarks>
/// As <see cref="DatasetWriter"/> leaves them, beside a <c>dataset.json</c>: the classes are those it lists, and images follow by
/// name alone, which brings back the order in which they were written. (Folders of other programs: <see cref="ImageSetReader"/>.)
/// </remarks>
internal static class ImageFolder
{
    private const string Extension = ".png";

    /// <summary>The splits in <paramref name="folder"/> with the class names; no split when there is no PNG file.</summary>
    /// <exception cref="DataFormatException">An image is malformed or of another size, or its class is unknown.</exception>
    public static (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) Read(string folder, string name, DatasetDescription? described)
    {
        List<(string Split, string Folder)> levels = SplitFolders(folder, described);
        string[] classes = described?.Classes ?? [.. levels.SelectMany(l => Subfolders(l.Folder)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] folders = described is null ? classes : FolderNames(classes);
        var splits = new List<RawSplit>();
        foreach ((string split, string at) in levels)
        {
            (string Path, int Label)[] files = [.. ImagesOf(at, folders)];
            if (described is not null)
                files = [.. files.OrderBy(f => Path.GetFileName(f.Path), StringComparer.Ordinal)];
            if (files.Length > 0)
                splits.Add(ReadImages(files, folder, name, split, described));
        }

        return (splits, classes.Length > 0 ? classes : null);
    }

    /// <summary>The splits that a folder's subfolders stand for.</summary>
    public static IEnumerable<string> SplitsIn(string folder, DatasetDescription described) => SplitFolders(folder, described).Select(l => l.Split);

    /// <summary>Writes the images of one split under their running numbers.</summary>
    public static void Write(Dataset images, string folder, CancellationToken cancel = default)
    {
        string[] folders = FolderNames(images.ClassNames);
        string digits = $"D{Math.Max(5, (images.Count - 1).ToString().Length)}";
        foreach (int label in images.Labels().Distinct())
            Directory.CreateDirectory(label < 0 ? folder : Path.Combine(folder, folders[label]));
        for (int i = 0; i < images.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            string at = images.Label(i) < 0 ? folder : Path.Combine(folder, folders[images.Label(i)]);
            var bitmap = new Bitmap(images.Width, images.Height, images.Channels, images.Image(i).ToArray());
            File.WriteAllBytes(Path.Combine(at, i.ToString(digits) + Extension), PngEncoder.Encode(bitmap));
        }
    }

    private static RawSplit ReadImages((string Path, int Label)[] files, string root, string name, string split, DatasetDescription? described)
    {
        int channels = described?.Channels ?? 1;
        var pixels = new PixelRoom(root, [.. files.Select(f => f.Path)], channels);
        for (int i = 0; i < files.Length; i++)
        {
            Bitmap image = ImageDecoder.Read(files[i].Path);
            if (described is not null && (image.Height, image.Width) != (described.Height, described.Width))
                throw new DataFormatException($"{files[i].Path}: expected an image of {described.Height}×{described.Width} as {DatasetDescription.FileName} says, found {image.Height}×{image.Width}.");
            PixelFormat.To(image, channels).Pixels.CopyTo(pixels.Of(i, image.Height, image.Width));
        }

        string[] ids = Array.ConvertAll(files, f => $"{name}/{Path.GetRelativePath(root, f.Path).Replace(Path.DirectorySeparatorChar, '/')}");
        int[]? labels = Array.TrueForAll(files, f => f.Label < 0) ? null : Array.ConvertAll(files, f => f.Label);
        return new RawSplit(split, root, pixels.Height, pixels.Width, pixels.All, labels, i => files[i].Path, ids, channels);
    }

    private static List<(string Split, string Folder)> SplitFolders(string folder, DatasetDescription? described)
    {
        string[] names = [.. Subfolders(folder)];
        Func<string, string?> splitOf = described is null
            ? SplitNames.Known
            : name => described.Splits.FirstOrDefault(s => s == name);
        if (names.Length == 0 || names.Any(n => splitOf(n) is null))
            return [(described?.Splits[0] ?? SplitNames.All, folder)];
        return [.. names.Select(n => (splitOf(n)!, Path.Combine(folder, n))).OrderBy(s => s.Item1, SplitNames.Order)];
    }

    private static IEnumerable<(string Path, int Label)> ImagesOf(string folder, string[] folders)
    {
        foreach (string name in Subfolders(folder))
        {
            int label = Array.IndexOf(folders, name);
            if (label < 0)
                throw new DataFormatException($"{Path.Combine(folder, name)}: expected a folder named after a class of {DatasetDescription.FileName}.");
            foreach (string file in Images(Path.Combine(folder, name)))
                yield return (file, label);
        }

        foreach (string file in Images(folder))
            yield return (file, -1);
    }

    private static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(f => f.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && Path.GetFileName(f)[0] != '.')
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Subfolders(string folder) =>
        Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)).Where(n => n[0] != '.').Order(StringComparer.Ordinal);

    /// <summary>The classes' own names where every system can hold them, else their numbers.</summary>
    private static string[] FolderNames(IReadOnlyList<string> classes) =>
        classes.All(c => DatasetDescription.IsFileName(c) && c[0] != '.' && c[^1] is not ('.' or ' '))
            && classes.Distinct(StringComparer.OrdinalIgnoreCase).Count() == classes.Count
            ? [.. classes]
            : DatasetAssembly.Numbered(classes.Count);
}
