using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>Images to be predicted together, and where each comes from.</summary>
/// <param name="Images">Images of the model's size.</param>
/// <param name="Origins">A file each, and the row (counted from 0) of a CSV file.</param>
internal sealed record PredictBatch(Dataset Images, IReadOnlyList<(string File, int? Row)> Origins);

/// <summary>An image that could not be read.</summary>
/// <param name="File">The file.</param>
/// <param name="Message">Why, in one sentence that begins with the file.</param>
internal sealed record PredictFailure(string File, string Message);

/// <summary>The files that <c>misread predict</c> is given: PNG images, folders of them, and CSV files of pixels.</summary>
/// <param name="height">Height of the model's images.</param>
/// <param name="width">Width of the model's images.</param>
/// <param name="raw">Whether pixels are taken as they are.</param>
internal sealed class PredictInputs(int height, int width, bool raw)
{
    private static readonly string[] NoClasses = ["unknown"];

    private readonly List<PredictFailure> _failures = [];

    /// <summary>The images among several that were blank or malformed, and are in no batch.</summary>
    public IReadOnlyList<PredictFailure> Failures => _failures;

    /// <summary>Whether a path names a model or a run rather than images.</summary>
    public static bool IsModel(string path) =>
        path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(path, RunFolder.InfoFile));

    /// <summary>Reads the files in the given order; neighbouring PNGs make one batch. An image among several that cannot be read becomes one of <see cref="Failures"/>.</summary>
    /// <exception cref="DataFormatException">The only image, or a CSV file, is malformed or blank, or a folder holds no PNG file.</exception>
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
            else if (TryReadPng(file, alone: files.Length == 1) is { } image)
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
            var data = Dataset.Create("predict", "given", height, width, [.. images.SelectMany(i => i)], labels: null, NoClasses);
            batches.Add(new PredictBatch(data, [.. origins]));
            images.Clear();
            origins.Clear();
        }
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path)
                ? [path]
                : throw new FileNotFoundException($"{path}: there is no such file or folder.", path);
        }

        string[] found = [.. Directory.EnumerateFiles(path, "*.png").Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new DataFormatException($"{path}: expected PNG files in this folder, or a run ({RunFolder.InfoFile}), found neither.");
    }

    private static bool IsCsv(string file) =>
        file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private byte[]? TryReadPng(string file, bool alone)
    {
        try
        {
            return ReadPng(file);
        }
        catch (DataFormatException e) when (!alone)
        {
            _failures.Add(new PredictFailure(file, e.Message));
            return null;
        }
    }

    private byte[] ReadPng(string file)
    {
        Bitmap image = PngDecoder.Read(file);
        if (!raw)
            return InkExtractor.Prepare(image, width, height, file);
        if (image.Width != width || image.Height != height)
            throw new UsageException($"{file}: --raw expects {width}×{height} pixels, as the model reads, found {image.Width}×{image.Height}; leave --raw out to have it cropped and scaled.");
        return InkExtractor.ToGrey(image);
    }

    /// <summary>Rows of pixels come from a data set: they are taken as they are.</summary>
    private PredictBatch ReadCsv(string file)
    {
        Dataset data = PixelCsv.Read(file, Path.GetFileNameWithoutExtension(file), "given");
        if (data.Height != height || data.Width != width)
            throw new UsageException($"{file}: the rows are images of {data.Width}×{data.Height} pixels, but the model reads {width}×{height}; use a model that was trained on such images.");
        return new PredictBatch(data, [.. Enumerable.Range(0, data.Count).Select(i => (file, (int?)i))]);
    }
}
