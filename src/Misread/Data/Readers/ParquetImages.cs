using System.Globalization;
using System.Text.Json;
using Misread.Imaging;
using Misread.IO;
using Parquet;
using Parquet.Schema;

namespace Misread.Data;

/// <summary>
/// Images in Parquet files as Hugging Face's data sets have them: a column of structures with <c>bytes</c> and <c>path</c> (or of
/// bytes), a label whose class names stand in the file's metadata, several files (shards) a split: <c>train-00000-of-00002.parquet</c>.
/// </summary>
internal sealed class ParquetImages
{
    private static readonly string[] ImageColumns = ["image", "img", "picture", "photo"];
    private static readonly string[] LabelColumns = ["label", "labels", "class", "target", "fine_label", "category"];
    private static readonly string[] Extensions = [".jpg", ".png", ".webp", ".gif", ".bmp"];

    private readonly SpooledFiles _files;
    private readonly List<ImagePlace> _places = [];
    private readonly List<string[]> _values = [];
    private string[] _columns = [];
    private string[]? _names;

    private ParquetImages(string source) => _files = new SpooledFiles(source);

    /// <summary>Whether a file is a Parquet file, by the four bytes that it begins with.</summary>
    public static bool Is(ReadOnlySpan<byte> start) => start.StartsWith("PAR1"u8);

    /// <summary>The shards below a folder, in the order of their names; none where there are other images.</summary>
    public static string[] Shards(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.parquet", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8 })
            .Where(f => !FileKinds.IsIgnored(Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/')))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads the images of all shards.</summary>
    /// <exception cref="DataFormatException">A file is no Parquet file, is damaged, or holds no images.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no room for the images.</exception>
    public static Dataset Read(IReadOnlyList<string> shards, string source, string name, ReadOptions options)
    {
        var read = new ParquetImages(source);
        foreach (string shard in shards)
        {
            try
            {
                // Damaged metadata can make the library go round for ever; a whole file is read at a megabyte a second at least.
                TimeSpan most = TimeSpan.FromSeconds(60 + (new FileInfo(shard).Length >> 20));
                if (!Task.Run(() => read.ReadShard(shard)).Wait(most))
                    throw new DataFormatException($"{shard}: expected a Parquet file of images, found one that could not be read in {most.TotalSeconds:N0} seconds; it is damaged.");
            }
            catch (AggregateException all) when (all.InnerException is { } e and not OutOfMemoryException)
            {
                // The library too tells by an IOException that a file is none of Parquet.
                if (e is DataFormatException or UnauthorizedAccessException || (e is IOException and not EndOfStreamException && e.Source != "Parquet"))
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);

                // The library lets out whatever its decoders meet.
                throw new DataFormatException($"{shard}: expected a Parquet file of images, found a damaged one or a variant that is not read; {e.Message.TrimEnd('.')}.", e);
            }
        }

        read._files.Flush();
        ReadOptions known = options.ClassNames is null && read._names is { } names ? options with { ClassNames = names } : options;
        return ImageSetReader.ReadPlaced(read._files, source, name, known, [.. read._places], read._columns, [.. read._values]);
    }

    private async Task ReadShard(string shard)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(new EndingStream(InputFile.Open(shard)), leaveStreamOpen: false).ConfigureAwait(false);
        (DataField bytes, DataField? path) = ImageFields(reader.Schema, shard);
        DataField? label = reader.Schema.DataFields.FirstOrDefault(f => LabelColumns.Contains(f.Name, StringComparer.OrdinalIgnoreCase) && f.Path.Length == 1 && !f.IsArray);
        DataField[] others = [.. reader.Schema.DataFields.Where(f => f.Path.Length == 1 && !f.IsArray && IsText(f) && f.Name != label?.Name)];
        if (_files.Count == 0)
            _columns = [.. others.Select(f => f.Name)];
        _names ??= label is null ? null : NamesOf(reader.CustomMetadata, label.Name);
        string split = SplitNames.Known(Path.GetFileName(shard).Split('-', '.')[0]) ?? SplitNames.Known(Path.GetFileName(Path.GetDirectoryName(shard)) ?? "") ?? SplitNames.All;
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
            int rows = checked((int)group.RowCount);
            var images = new byte[]?[rows];
            await group.ReadAsync(bytes, images.AsMemory()).ConfigureAwait(false);
            string[]? paths = path is null ? null : await Texts(group, path, rows).ConfigureAwait(false);
            string[]? labels = label is null ? null : await Texts(group, label, rows).ConfigureAwait(false);
            var values = new string[_columns.Length][];
            for (int c = 0; c < values.Length; c++)
                values[c] = others.FirstOrDefault(f => f.Name == _columns[c]) is { } field ? await Texts(group, field, rows).ConfigureAwait(false) : [];
            for (int i = 0; i < rows; i++)
            {
                _files.Add(NameOf(split, paths?[i], images[i]), images[i]);
                _places.Add(new ImagePlace(split, labels is null ? null : ClassOf(labels[i], shard)));
                _values.Add(Array.ConvertAll(values, v => v.Length == 0 ? "" : v[i]));
            }
        }
    }

    /// <summary>The structure's bytes and path, or a plain column of bytes.</summary>
    private static (DataField Bytes, DataField? Path) ImageFields(ParquetSchema schema, string shard)
    {
        foreach (StructField field in schema.Fields.OfType<StructField>().OrderBy(f => !ImageColumns.Contains(f.Name, StringComparer.OrdinalIgnoreCase)))
        {
            DataField? Child(string name) => field.Fields.OfType<DataField>().FirstOrDefault(f => f.Name == name);
            if (Child("bytes") is { } bytes && IsBytes(bytes))
                return (bytes, Child("path"));
        }

        return schema.DataFields.FirstOrDefault(f => f.Path.Length == 1 && IsBytes(f) && ImageColumns.Contains(f.Name, StringComparer.OrdinalIgnoreCase)) is { } plain
            ? (plain, null)
            : throw new DataFormatException(
                $"{shard}: expected a column 'image' of bytes, or of bytes and path, found the columns {string.Join(", ", schema.Fields.Take(20).Select(f => f.Name))}.");
    }

    private static bool IsBytes(DataField field) => field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>);

    private static bool IsString(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static bool IsText(DataField field) =>
        IsString(field) || field.ClrType == typeof(int) || field.ClrType == typeof(long) || field.ClrType == typeof(double) || field.ClrType == typeof(float);

    private static async Task<string[]> Texts(ParquetRowGroupReader group, DataField field, int rows)
    {
        if (IsString(field))
        {
            var texts = new string?[rows];
            await group.ReadAsync(field, texts.AsMemory()).ConfigureAwait(false);
            return Array.ConvertAll(texts, t => t ?? "");
        }

        return field.ClrType == typeof(int) ? await Numbers<int>(group, field, rows).ConfigureAwait(false)
            : field.ClrType == typeof(long) ? await Numbers<long>(group, field, rows).ConfigureAwait(false)
            : field.ClrType == typeof(short) ? await Numbers<short>(group, field, rows).ConfigureAwait(false)
            : field.ClrType == typeof(sbyte) ? await Numbers<sbyte>(group, field, rows).ConfigureAwait(false)
            : field.ClrType == typeof(byte) ? await Numbers<byte>(group, field, rows).ConfigureAwait(false)
            : field.ClrType == typeof(float) ? await Numbers<float>(group, field, rows).ConfigureAwait(false)
            : await Numbers<double>(group, field, rows).ConfigureAwait(false);
    }

    private static async Task<string[]> Numbers<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct, IFormattable
    {
        if (!field.IsNullable)
        {
            var plain = new T[rows];
            await group.ReadAsync(field, plain.AsMemory()).ConfigureAwait(false);
            return Array.ConvertAll(plain, v => v.ToString(null, CultureInfo.InvariantCulture));
        }

        var values = new T?[rows];
        await group.ReadAsync(field, values.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(values, v => v?.ToString(null, CultureInfo.InvariantCulture) ?? "");
    }

    /// <summary>The class of a label: by its number where there are names (−1 is none), else the label itself.</summary>
    private string? ClassOf(string label, string shard)
    {
        if (label.Length == 0 || label == "-1")
            return null;
        if (_names is null || !int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return label;
        return number < _names.Length
            ? _names[number]
            : throw new DataFormatException($"{shard}: expected a label of 0 … {_names.Length - 1}, for which the metadata have names, found {label}.");
    }

    private string NameOf(string split, string? path, byte[]? bytes)
    {
        ImageFormat? format = bytes is null ? null : ImageSignature.Of(bytes);
        string extension = format is { } known ? Extensions[(int)known] : ".png";
        string own = string.IsNullOrEmpty(path) ? "" : Path.GetFileNameWithoutExtension(ArchiveName.Of(path));
        string number = _files.Count.ToString("D6", CultureInfo.InvariantCulture);
        return own.Length is > 0 and < 100 && !own.StartsWith('.') ? $"{split}/{number}-{own}{extension}" : $"{split}/{number}{extension}";
    }

    /// <summary>Names of the classes in <c>huggingface</c>'s metadata: <c>info.features.LABEL.names</c>.</summary>
    private static string[]? NamesOf(Dictionary<string, string>? metadata, string label)
    {
        if (metadata is null || !metadata.TryGetValue("huggingface", out string? json))
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement names = document.RootElement.GetProperty("info").GetProperty("features").GetProperty(label).GetProperty("names");
            string[] found = [.. names.EnumerateArray().Select(n => n.GetString() ?? "")];
            return found.Length > 0 && found.Distinct(StringComparer.Ordinal).Count() == found.Length ? found : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // Another version of the metadata; the labels themselves then are the names.
        }
    }
}
