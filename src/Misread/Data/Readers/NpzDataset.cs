using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Data sets in NumPy's <c>.npz</c>: Keras's <c>mnist.npz</c> (<c>x_train</c>, <c>y_train</c>, <c>x_test</c> …), MedMNIST's
/// (<c>train_images</c>, <c>train_labels</c>, <c>val_images</c> …), one pair of <c>images</c> and <c>labels</c>, and pairs of files with one
/// array each, as KMNIST has them (<c>kmnist-train-imgs.npz</c> beside <c>kmnist-train-labels.npz</c>). Grey or colour images of one size.
/// </summary>
internal static class NpzDataset
{
    private const string Extension = ".npz";

    private static readonly string[] ImageWords = ["x", "images", "imgs", "image", "data"];

    private static readonly string[] LabelWords = ["y", "labels", "label", "targets", "target"];

    /// <summary>Whether a file is named so.</summary>
    public static bool IsNpz(string path) => Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The splits of the files in a folder; none when it holds no file of images.</summary>
    public static IReadOnlyList<RawSplit> Find(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(IsNpz).Where(f => WithoutWord(Path.GetFileNameWithoutExtension(f), LabelWords) is null).Order(StringComparer.Ordinal)];
        return [.. files.SelectMany(Read).OrderBy(s => s.Split, SplitNames.Order)];
    }

    /// <summary>The splits of one file.</summary>
    /// <exception cref="DataFormatException">It holds no images, or another number of labels.</exception>
    public static IReadOnlyList<RawSplit> Read(string path)
    {
        IReadOnlyList<(string Name, NpyHeader Header)> members = NpzFile.Members(path);
        (string Name, NpyHeader Header)[] images = [.. members.Where(m => m.Header.Kind is not (NpyKind.Text or NpyKind.Bytes) && m.Header.Shape.Length >= 3)];
        if (images.Length == 0)
        {
            string found = string.Join(", ", members.Select(m => $"{m.Name} ({string.Join(", ", m.Header.Shape)})").Take(12));
            throw new DataFormatException($"{path}: expected an array of images of shape (N, H, W), x_train or images say, found {(found.Length == 0 ? "no array" : found)}.");
        }

        if (images is [{ Name: "arr_0" }])
            return [Split(path, "arr_0", SplitOfFile(path), Beside(path))];
        return
        [
            .. images.Select(m =>
            {
                string split = WithoutWord(m.Name, ImageWords) ?? throw new DataFormatException($"{path}: expected arrays such as x_train and y_train, or train_images and train_labels, found {m.Name}.");
                string? labels = members.Select(l => l.Name).FirstOrDefault(l => WithoutWord(l, LabelWords) == split);
                return Split(path, m.Name, SplitNames.Known(split) ?? (split.Length == 0 ? SplitNames.All : split), labels is null ? null : $"{path}:{labels}");
            }).OrderBy(s => s.Split, SplitNames.Order),
        ];
    }

    private static RawSplit Split(string path, string member, string split, string? labels)
    {
        (int count, int height, int width, int channels, byte[] pixels) = NpzFile.Read(path, member, Pixels);
        int[]? numbers = labels is null ? null : LabelFile.Read(labels);
        if (numbers is not null && numbers.Length != count)
            throw new DataFormatException($"{labels}: expected {count:N0} labels, as many as there are images in {member}, found {numbers.Length:N0}.");
        return new RawSplit(split, $"{path}:{member}", height, width, pixels, numbers, i => $"{labels}: row {i}", Channels: channels);
    }

    private static (int Count, int Height, int Width, int Channels, byte[] Pixels) Pixels(Stream stream, string source)
    {
        NpyHeader header = NpyFile.ReadHeader(stream, source);
        int[] shape = header.Shape;
        if (shape.Length > 4 || (shape.Length == 4 && shape[3] is not (1 or 3)) || header.Count == 0)
            throw new DataFormatException($"{source}: expected images of shape (N, H, W), (N, H, W, 1) or, in colour, (N, H, W, 3), found ({string.Join(", ", shape)}).");
        byte[] pixels;
        if (header.Kind == NpyKind.Float)
        {
            double[] values = NpyFile.ReadDoubles(stream, header, source).Values;
            double scale = values.Max() <= 1 ? 255 : 1;
            pixels = Array.ConvertAll(values, v => v * scale is >= 0 and <= 255 and var p
                ? (byte)Math.Round(p)
                : throw new DataFormatException($"{source}: expected pixels of 0 … 1 or 0 … 255, found {v}."));
        }
        else
        {
            pixels = Array.ConvertAll(NpyFile.ReadIntegers(stream, header, source).Values, v => v is >= 0 and <= 255
                ? (byte)v
                : throw new DataFormatException($"{source}: expected pixels of 0 … 255, found {v}."));
        }

        return (shape[0], shape[1], shape[2], shape.Length == 4 ? shape[3] : 1, pixels);
    }

    /// <summary>What is left of a name without the word for images or labels: <c>train</c> of <c>x_train</c>, nothing of <c>images</c>.</summary>
    private static string? WithoutWord(string name, string[] words)
    {
        string[] parts = name.ToLowerInvariant().Split('_', '-', '.');
        int at = Array.FindIndex(parts, p => words.Contains(p, StringComparer.Ordinal));
        return at < 0 ? null : string.Join('_', parts.Where((_, i) => i != at));
    }

    private static string SplitOfFile(string path) =>
        (WithoutWord(Path.GetFileNameWithoutExtension(path), ImageWords) ?? Path.GetFileNameWithoutExtension(path))
            .Split('_', '-', '.').Select(SplitNames.Known).FirstOrDefault(s => s is not null) ?? SplitNames.All;

    /// <summary>The file of labels beside a file of one array of images.</summary>
    private static string? Beside(string path)
    {
        string name = Path.GetFileName(path);
        string folder = Path.GetDirectoryName(path) ?? "";
        return ((string[])["imgs", "images"])
            .Where(word => name.Contains(word, StringComparison.Ordinal))
            .Select(word => Path.Combine(folder, name.Replace(word, "labels", StringComparison.Ordinal)))
            .FirstOrDefault(File.Exists);
    }
}
