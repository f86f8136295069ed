using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>Reads images that are files, in a folder or an archive: layout or manifest, splits, classes, and a report of what was left out.</summary>
internal static class ImageSetReader
{
    /// <summary>Images of one size with at most so many pixels are kept in memory as well.</summary>
    public const int PackedArea = 128 * 128;

    /// <summary>And if they take at most so many bytes in all.</summary>
    private const long PackedBytes = 1L << 30;

    private const int Named = 10;

    /// <summary>The data set; <see langword="null"/> when there is no image.</summary>
    /// <param name="files">Every file.</param>
    /// <param name="source">The folder or archive, for messages.</param>
    /// <param name="name">Name of the data set.</param>
    /// <param name="options">Classes, strictness.</param>
    /// <exception cref="DataFormatException">An image cannot be read and <see cref="ReadOptions.Strict"/> is set, or a manifest is malformed.</exception>
    public static Dataset? Read(ImageFiles files, string source, string name, ReadOptions options)
    {
        ImageCandidates found = ImageCandidates.Of(files);
        if (found.Images.Count == 0 && found.LeftOut.Count == 0)
            return null;
        Manifest? manifest = Manifest.Find(files, found.Images, source);
        ImageRows rows = manifest is null ? ImageRows.OfFolders(files, found.Images) : manifest.Match(files, found.Images);
        List<LeftOutFile> leftOut = [.. found.LeftOut, .. rows.LeftOut];
        leftOut.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (leftOut.Count > 0 && (options.Strict || rows.Images.Count == 0))
            throw Refused(source, leftOut, rows.Images.Count);
        if (manifest is not null && found.Others.Remove(FileKinds.KindOf(manifest.Name), out int others) && others > 1)
            found.Others[FileKinds.KindOf(manifest.Name)] = others - 1;
        string[] empty = manifest is null && files is FolderFiles folder ? EmptyClasses(folder, rows, found) : [];
        var report = new ReadingReport(rows.Images.Count, leftOut, found.Ignored, found.Others, empty, rows.Notes);
        return Assemble(files, source, name, options, rows, found, report);
    }

    /// <summary>The data set of images whose places are known.</summary>
    /// <param name="files">The images.</param>
    /// <param name="source">The file or folder, for messages.</param>
    /// <param name="name">Name of the data set.</param>
    /// <param name="options">Classes, strictness.</param>
    /// <param name="places">Split and class of each file.</param>
    /// <param name="columns">Names of other columns.</param>
    /// <param name="values">Their values, for each file.</param>
    /// <exception cref="DataFormatException">An image cannot be read and <see cref="ReadOptions.Strict"/> is set, or there is none.</exception>
    public static Dataset ReadPlaced(
        ImageFiles files, string source, string name, ReadOptions options, ImagePlace[] places, string[] columns, string[][] values)
    {
        ImageCandidates found = ImageCandidates.Of(files);
        var rows = new ImageRows
        {
            Images = [.. found.Images.Select(i => new ImageRow(i.File, i.Info, places[i.File], values[i.File]))],
            Classes = ImageRows.ClassesOf(found.Images.Select(i => places[i.File].Class)),
            Columns = columns,
            KeepsOrder = true,
        };
        if (rows.Images.Count == 0 || (options.Strict && found.LeftOut.Count > 0))
            throw Refused(source, found.LeftOut, rows.Images.Count);
        return Assemble(files, source, name, options, rows, found, new ReadingReport(rows.Images.Count, found.LeftOut, found.Ignored, found.Others, [], []));
    }

    /// <summary>Whether a folder is one of images, whatever tables lie beside them: images in folders below it, or a table that names some.</summary>
    public static bool HoldsImages(string folder)
    {
        FolderFiles files = FolderFiles.List(folder);
        var images = Enumerable.Range(0, files.Count)
            .Where(i => FileKinds.IsImageName(files.Name(i)) && !FileKinds.IsIgnored(files.Name(i)))
            .Select(i => (i, new ImageInfo(ImageFormat.Png, 1, 1, HasAlpha: false))).ToList();
        return images.Count > 0 && (images.Any(i => files.Name(i.i).Contains('/')) || Manifest.Find(files, images, folder) is not null);
    }

    private static Dataset Assemble(
        ImageFiles files, string source, string name, ReadOptions options, ImageRows rows, ImageCandidates found, ReadingReport report)
    {
        string[] classes = [.. options.ClassNames ?? rows.Classes];
        var numbers = classes.Select((c, k) => (c, k)).ToDictionary(p => p.c, p => p.k, StringComparer.Ordinal);
        string[] splitNames = [.. rows.Images.Select(r => r.Place.Split).Distinct(StringComparer.Ordinal).Order(SplitNames.Order)];
        if (splitNames.Length > 256)
            throw new DataFormatException($"{source}: expected at most 256 splits, found {splitNames.Length:N0}.");

        // Split by split, class by class, then by name: as folders of images have always been numbered.
        ImageRow[] ordered =
        [
            .. rows.Images.OrderBy(r => Array.IndexOf(splitNames, r.Place.Split))
                .ThenBy(r => rows.KeepsOrder ? 0 : r.Place.Class is null ? int.MaxValue : numbers.GetValueOrDefault(r.Place.Class, -1)),
        ];
        int[] labels = Array.ConvertAll(ordered, r => r.Place.Class is null ? -1 : numbers.GetValueOrDefault(r.Place.Class, -2));
        int unknown = Array.IndexOf(labels, -2);
        if (unknown >= 0)
            throw new DataFormatException($"{source}: {files.Name(ordered[unknown].File)}: expected a class of {string.Join(", ", classes.Take(30))}, found '{ordered[unknown].Place.Class}'.");
        var chosen = new SelectedFiles(files, Array.ConvertAll(ordered, r => r.File));
        string[] ids = [.. Enumerable.Range(0, ordered.Length).Select(i => ordered[i].Id ?? $"{name}/{chosen.Name(i)}")];
        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Length)
            throw new DataFormatException($"{source}: expected every name once, found {ids.GroupBy(i => i, StringComparer.Ordinal).First(g => g.Count() > 1).Key} twice.");
        return Dataset.OfFiles(
            name,
            chosen,
            Pack(chosen, ordered, found.AllGrey),
            labels,
            classes.Length > 0 ? classes : DatasetAssembly.Numbered(10),
            (splitNames, Array.ConvertAll(ordered, r => (byte)Array.IndexOf(splitNames, r.Place.Split))),
            ids,
            rows.Columns.Length == 0 ? null : (rows.Columns, Array.ConvertAll(ordered, r => r.Values!)),
            report);
    }

    /// <summary>Pixels where all images are of one small size; grey where every one of them is.</summary>
    private static (int Height, int Width, int Channels, byte[]? Pixels) Pack(ImageFiles files, ImageRow[] rows, bool allGrey)
    {
        int channels = allGrey ? 1 : 3;
        (int height, int width) = (rows[0].Info.Height, rows[0].Info.Width);
        if (!Array.TrueForAll(rows, r => r.Info.Height == height && r.Info.Width == width))
            return (0, 0, channels, null);
        long bytes = (long)height * width * 3 * rows.Length;
        if (height * width > PackedArea || bytes > Math.Min(PackedBytes, Array.MaxLength))
            return (height, width, channels, null);
        Bitmap[] images = new Bitmap[rows.Length];
        Parallel.For(0, rows.Length, i => images[i] = ImageDecoder.Decode(files.Read(i), files.FullName(i)));
        channels = Array.TrueForAll(images, image => image.Channels == 1) ? 1 : 3;
        byte[] pixels = new byte[rows.Length * height * width * channels];
        Parallel.For(0, rows.Length, i => PixelFormat.To(images[i], channels).Pixels.CopyTo(pixels, i * height * width * channels));
        return (height, width, channels, pixels);
    }

    /// <summary>Folders of classes from which no image was read.</summary>
    private static string[] EmptyClasses(FolderFiles folder, ImageRows rows, ImageCandidates found)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (ImageRow row in rows.Images)
        {
            string[] parts = folder.Name(row.File).Split('/');
            for (int n = 1; n < parts.Length; n++)
                used.Add(string.Join('/', parts.Take(n)));
        }

        IEnumerable<string> broken = found.LeftOut.Where(f => f.Name.Contains('/')).Select(f => f.Name[..f.Name.LastIndexOf('/')]);
        return
        [
            .. folder.EmptyFolders.Concat(broken).Where(f => !FileKinds.IsIgnored(f) && !used.Contains(f))
                .Distinct(StringComparer.Ordinal).Order(NaturalOrder.Instance),
        ];
    }

    private static DataFormatException Refused(string source, List<LeftOutFile> leftOut, int read)
    {
        string names = string.Join("; ", leftOut.Take(Named).Select(f => $"{f.Name}: {f.Reason}"));
        string more = leftOut.Count > Named ? $"; and {leftOut.Count - Named:N0} more" : "";
        string of = read > 0 ? $"of {read + leftOut.Count:N0} images " : "no image could be read; ";
        return new DataFormatException($"{source}: {of}{leftOut.Count:N0} cannot be read: {names}{more}.");
    }
}

/// <summary>An image that was read, and where it stands.</summary>
/// <param name="File">Its file.</param>
/// <param name="Info">What its header says.</param>
/// <param name="Place">Its split and class.</param>
/// <param name="Values">The other columns of a manifest.</param>
/// <param name="Id">Its id, where an exported selection tells it; else it is made of the file's name.</param>
internal sealed record ImageRow(int File, ImageInfo Info, ImagePlace Place, string[]? Values = null, string? Id = null);
