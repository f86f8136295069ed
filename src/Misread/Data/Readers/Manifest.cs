using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// A table beside the images that says what each of them is: a column of paths, a label, perhaps a split; all other columns
/// stay with the images. It is called <c>metadata</c>, <c>manifest</c>, <c>labels</c> or <c>annotations</c> (csv, tsv, jsonl),
/// after a split (<c>train.csv</c>), or anything where the images lie in no folders of classes.
/// </summary>
internal sealed class Manifest
{
    private const long MaxBytes = 1L << 30;

    private static readonly string[] PathColumns = ["path", "file", "file_name", "filename", "filepath", "file_path", "image", "image_path", "img", "name", "id"];
    private static readonly string[] LabelColumns = ["label", "class", "class_name", "category", "target", "labels", "y"];
    private static readonly string[] SplitColumns = ["split", "set", "subset", "partition"];
    private static readonly string[] Extensions = [".csv", ".tsv", ".jsonl", ".ndjson"];
    private static readonly string[] Stems = ["metadata", "manifest", "labels", "annotations", "index"];

    private readonly string _folder;
    private readonly List<(string Source, string? Split, ManifestTable Table, int Path, int Label, int SplitColumn)> _tables = [];

    private Manifest(string name, string folder) => (Name, _folder) = (name, folder);

    /// <summary>The file, or the first of them.</summary>
    public string Name { get; }

    /// <summary>The manifest among the files; <see langword="null"/> when there is none.</summary>
    /// <exception cref="DataFormatException">There is one, and it is malformed; or several, of which none is meant by its name.</exception>
    public static Manifest? Find(ImageFiles files, List<(int File, ImageInfo Info)> images, string source)
    {
        // The shallowest folder that holds such a table.
        int[] tables =
        [
            .. Enumerable.Range(0, files.Count)
                .Where(i => Extensions.Contains(Path.GetExtension(files.Name(i)), StringComparer.OrdinalIgnoreCase) && !FileKinds.IsIgnored(files.Name(i)))
                .OrderBy(i => files.Name(i).Count(c => c == '/')),
        ];
        if (tables.Length == 0)
            return null;
        string folder = FolderOf(files.Name(tables[0]));
        int[] beside = [.. tables.Where(i => FolderOf(files.Name(i)) == folder)];
        int[] named = [.. beside.Where(i => Stems.Contains(Stem(files.Name(i)), StringComparer.OrdinalIgnoreCase))];
        int[] splits = [.. beside.Where(i => SplitNames.Last(Stem(files.Name(i))) is not null)];
        bool flat = images.All(i => FolderOf(files.Name(i.File)) == folder || !HasClasses(files, images, folder));
        int[] chosen = named.Length == 1 ? named : splits.Length > 0 ? splits : flat ? beside : [];
        var manifest = new Manifest(chosen.Length > 0 ? files.Name(chosen[0]) : "", folder);
        foreach (int i in chosen)
            manifest.Add(files, i);
        if (manifest._tables.Count > 1 && manifest._tables.Any(t => t.Split is null && t.SplitColumn < 0))
        {
            throw new DataFormatException(
                $"{source}: expected one table of paths and labels, or one a split (train.csv, test.csv), found {string.Join(", ", manifest._tables.Select(t => t.Source))}.");
        }

        return manifest._tables.Count > 0 ? manifest : null;
    }

    /// <summary>Joins the rows with the images, by path, or by file name where that is unique.</summary>
    public ImageRows Match(ImageFiles files, List<(int File, ImageInfo Info)> images)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        var byFile = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int n = 0; n < images.Count; n++)
        {
            string name = files.Name(images[n].File);
            byName[name] = n;
            string file = Path.GetFileName(name);
            byFile[file] = byFile.ContainsKey(file) ? -1 : n;
        }

        string[] columns = [.. _tables.SelectMany(t => t.Table.Columns.Where((_, c) => c != t.Path && c != t.Label && c != t.SplitColumn)).Distinct(StringComparer.Ordinal)];
        var rows = new List<ImageRow>();
        var leftOut = new List<LeftOutFile>();
        var used = new HashSet<int>();
        foreach (var t in _tables)
        {
            int id = Stem(t.Source) == "index" ? Array.IndexOf(t.Table.Columns, "id") : -1;
            int[] from = Array.ConvertAll(columns, c => Array.IndexOf(t.Table.Columns, c));
            foreach (string[] row in t.Table.Rows)
            {
                string path = ArchiveName.Of(row[t.Path]);
                if (!byName.TryGetValue(_folder + path, out int n) && !byName.TryGetValue(path, out n) && !byFile.TryGetValue(Path.GetFileName(path), out n))
                    n = -1;
                if (n < 0)
                {
                    leftOut.Add(new LeftOutFile(path, "named in the table but not there", $"{t.Source} names it, but there is no such image"));
                    continue;
                }

                if (!used.Add(n))
                    throw new DataFormatException($"{t.Source}: expected every image once, found '{row[t.Path]}' twice.");
                string label = t.Label < 0 ? "" : row[t.Label].Trim();
                string split = t.SplitColumn < 0 ? t.Split ?? SplitNames.All : row[t.SplitColumn].Trim();
                split = split.Length == 0 ? SplitNames.All : SplitNames.Known(split) ?? split;
                if (!DatasetDescription.IsFileName(split))
                    throw new DataFormatException($"{t.Source}: expected a split that can be a file name, found '{split}'.");
                rows.Add(new ImageRow(
                    images[n].File, images[n].Info, new ImagePlace(split, label.Length == 0 ? null : label), Array.ConvertAll(from, c => c < 0 ? "" : row[c]),
                    id < 0 || row[id].Length == 0 ? null : row[id]));
            }
        }

        for (int n = 0; n < images.Count; n++)
        {
            if (!used.Contains(n))
                leftOut.Add(new LeftOutFile(files.Name(images[n].File), "not named in the table", $"{Name} does not name it"));
        }

        return new ImageRows
        {
            Images = rows,
            Classes = ImageRows.ClassesOf(rows.Select(r => r.Place.Class)),
            Columns = columns,
            KeepsOrder = true,
            LeftOut = leftOut,
        };
    }

    private void Add(ImageFiles files, int file)
    {
        string name = files.Name(file);
        if (files.Length(file) > MaxBytes)
            throw new DataFormatException($"{files.FullName(file)}: expected a table of at most {MaxBytes:N0} bytes, found {files.Length(file):N0}.");
        ManifestTable table = ManifestTable.Read(files.ReadStart(file, (int)files.Length(file)), files.FullName(file));
        int path = Column(table, PathColumns);
        int label = Column(table, LabelColumns);
        int split = Column(table, SplitColumns);
        string? ofFile = SplitNames.Last(Stem(name));
        if (path >= 0 && (label >= 0 || split >= 0 || ofFile is not null))
            _tables.Add((name, ofFile, table, path, label, split));
    }

    private static int Column(ManifestTable table, string[] names) =>
        names.Select(n => Array.FindIndex(table.Columns, c => string.Equals(c.Trim(), n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c >= 0, -1);

    /// <summary>Whether the images lie in several folders below one.</summary>
    private static bool HasClasses(ImageFiles files, List<(int File, ImageInfo Info)> images, string folder) =>
        images.Select(i => FolderOf(files.Name(i.File))).Where(f => f != folder).Distinct(StringComparer.Ordinal).Count() > 1;

    private static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];

    private static string Stem(string name) => Path.GetFileNameWithoutExtension(name);
}
