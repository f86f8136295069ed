using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>Images to be predicted together, and where each comes from.</summary>
/// <param name="Images">Images of the model's size.</param>
/// <param name="Origins">A file each, and the row (counted from 0) of a CSV file.</param>
/// <param name="AsTheyAre">Whether the pixels are those of the files, not prepared ones.</param>
internal sealed record PredictBatch(Dataset Images, IReadOnlyList<(string File, int? Row)> Origins, bool AsTheyAre);

/// <summary>An image that could not be read.</summary>
/// <param name="File">The file.</param>
/// <param name="Message">Why, in one sentence that begins with the file.</param>
internal sealed record PredictFailure(string File, string Message);

/// <summary>The files that <c>misread predict</c> is given: images, folders of them, and CSV files of pixels.</summary>
/// <param name="frame">How the model's images are framed.</param>
/// <param name="raw">Whether pixels are taken as they are.</param>
/// <param name="remedy">What is done to pixels that are taken as they are, those of CSV files included.</param>
internal sealed class PredictInputs(ImageFrame frame, bool raw, Func<Dataset, Dataset> remedy)
{
    private static readonly string[] NoClasses = ["unknown"];
    private static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"];

    private readonly List<PredictFailure> _failures = [];
    private readonly List<string> _skipped = [];

    /// <summary>The images among several that were blank, malformed or of several characters, and are in no batch.</summary>
    public IReadOnlyList<PredictFailure> Failures => _failures;

    /// <summary>The files of folders that are no images by their names.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>Whether a path names a model or a run rather than images.</summary>
    public static bool IsModel(string path) =>
        path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(path, RunFolder.InfoFile));

    /// <summary>Whether a file holds rows of pixels.</summary>
    public static bool IsCsv(string file) =>
        file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the files in the given order; neighbouring images make one batch. An image among several that cannot be read becomes one of <see cref="Failures"/>.</summary>
    /// <exception cref="DataFormatException">The only image, or a CSV file, is malformed or blank, or a folder holds no image.</exception>
    /// <exception cref="IOException">A file does not exist or cannot be read.</exception>
    /// <exception cref="UsageException">Sizes do not fit.</exception>
    public IReadOnlyList<PredictBatch> Read(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var batches = new List<PredictBatch>();
        var images = new List<byte[]>();
        var origins = new List<(string, int?)>();
        string[] files = [.. paths.SelectMany(Files)];
        foreach (string file in files)
        {
            cancel.ThrowIfCancellationRequested();
            if (IsCsv(file))
            {
                Flush();
                batches.Add(ReadCsv(file));
            }
            else if (TryReadImage(file, alone: files.Length == 1) is { } image)
            {
                images.Add(image);
                origins.Add((file, null));
            }
        }

        Flush();
        return batches;

        void Flush()
        {
            if (images.Count == 0)
                return;
            var data = Dataset.Create("predict", "given", frame.Height, frame.Width, [.. images.SelectMany(i => i)], labels: null, NoClasses);
            batches.Add(new PredictBatch(raw ? remedy(data) : data, [.. origins], AsTheyAre: raw));
            images.Clear();
            origins.Clear();
        }
    }

    private IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path)
                ? [path]
                : throw new FileNotFoundException($"{path}: there is no such file or folder.", path);
        }

        string[] all = [.. Directory.EnumerateFiles(path).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal)];
        string[] found = [.. all.Where(f => ImageExtensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))];
        _skipped.AddRange(all.Except(found, StringComparer.Ordinal));
        return found.Length > 0
            ? found
            : throw new DataFormatException($"{path}: expected images ({string.Join(", ", ImageExtensions)}) in this folder, or a run ({RunFolder.InfoFile}), found neither.");
    }

    private byte[]? TryReadImage(string file, bool alone)
    {
        try
        {
            return ReadImage(file);
        }
        catch (DataFormatException e) when (!alone)
        {
            _failures.Add(new PredictFailure(file, e.Message));
            return null;
        }
    }

    private byte[] ReadImage(string file)
    {
        Bitmap image = ImageDecoder.Read(file, new DecodeOptions(KeepAlpha: true));
        if (!raw)
            return InkExtractor.Prepare(image, frame, file);
        if (image.Width != frame.Width || image.Height != frame.Height)
            throw new UsageException($"{file}: --raw expects {frame.Width}×{frame.Height} pixels, as the model reads, found {image.Width}×{image.Height}; leave --raw out to have it cropped and scaled.");
        return InkExtractor.ToGrey(image);
    }

    /// <summary>Rows of pixels come from a data set: they are taken as they are.</summary>
    private PredictBatch ReadCsv(string file)
    {
        Dataset data = remedy(PixelCsv.Read(file, Path.GetFileNameWithoutExtension(file), "given"));
        if (data.Height != frame.Height || data.Width != frame.Width)
            throw new UsageException($"{file}: the rows are images of {data.Width}×{data.Height} pixels, but the model reads {frame.Width}×{frame.Height}; use a model that was trained on such images.");
        return new PredictBatch(data, [.. Enumerable.Range(0, data.Count).Select(i => (file, (int?)i))], AsTheyAre: true);
    }
}
