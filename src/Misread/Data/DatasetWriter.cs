using Misread.IO;

namespace Misread.Data;

/// <summary>The formats in which a data set can be written.</summary>
public enum DatasetFormat
{
    /// <summary>MNIST's files (<see cref="IdxFile"/>): <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>.</summary>
    Idx,

    /// <summary>Kaggle's rows of pixels (<see cref="PixelCsv"/>): <c>train.csv</c>.</summary>
    Csv,

    /// <summary>One PNG file an image in one folder a class: <c>train/7/00042.png</c>.</summary>
    Png,

    /// <summary>Images that are files, as they are: original bytes, names and folders (colour, any size); the class's folder, or a table, says the label.</summary>
    Files,
}

/// <summary>Writes a data set as a folder that <see cref="DatasetReader"/> reads back.</summary>
/// <remarks>
/// Pixels, labels, splits and the order within each split come back in every format; so do, thanks to a
/// <c>dataset.json</c> beside the files, name, class names, image size and full ink. Not kept: ids that were not made of
/// name, split and running number, and an order in which splits alternate (they come back one after the other).
/// Thread-safe for distinct folders.
/// </remarks>
public static class DatasetWriter
{
    /// <summary>Writes the folder whole or not at all.</summary>
    /// <param name="dataset">At least one image.</param>
    /// <param name="folder">Destination.</param>
    /// <param name="format">The kind of files.</param>
    /// <param name="gzip">Whether IDX and CSV files are compressed; PNG files always are.</param>
    /// <param name="overwrite">Whether an existing folder is replaced.</param>
    /// <param name="truth">What is known of each image of a generated data set; it is kept in <c>planted_truth.csv</c>.</param>
    /// <param name="cancel">Ends the work; nothing is left then.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    /// <exception cref="DataFormatException">It could not be read back: a split's name cannot be that of a file, or the format cannot hold the labels (IDX and CSV: all or none in a split, 0 … 255).</exception>
    /// <exception cref="IOException">The destination exists and may not be replaced, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static void Write(
        Dataset dataset,
        string folder,
        DatasetFormat format,
        bool gzip = false,
        bool overwrite = false,
        IReadOnlyList<PlantedTruth>? truth = null,
        CancellationToken cancel = default)
    {
        using var output = OutputFolder.Open(folder, overwrite);
        Write(dataset, output, format, gzip, truth, cancel);
    }

    /// <summary>Writes into a folder that is claimed.</summary>
    /// <param name="dataset">At least one image.</param>
    /// <param name="output">Destination.</param>
    /// <param name="format">The kind of files.</param>
    /// <param name="gzip">Whether IDX and CSV files are compressed; PNG files always are.</param>
    /// <param name="truth">What is known of each image of a generated data set; it is kept in <c>planted_truth.csv</c>.</param>
    /// <param name="cancel">Ends the work; nothing is left then.</param>
    /// <inheritdoc cref="Write(Dataset, string, DatasetFormat, bool, bool, IReadOnlyList{PlantedTruth}, CancellationToken)" path="/exception"/>
    public static void Write(
        Dataset dataset,
        OutputFolder output,
        DatasetFormat format,
        bool gzip = false,
        IReadOnlyList<PlantedTruth>? truth = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(output);
        Check(dataset, format);
        output.Write(at =>
        {
            WriteInto(at, dataset, format, gzip, cancel);
            if (truth is not null)
                PlantedTruthCsv.Write(Path.Combine(at, PlantedTruthCsv.FileName), dataset, truth);
            cancel.ThrowIfCancellationRequested();
        });
    }

    /// <summary>What a data set needs before any folder is touched.</summary>
    internal static void Check(Dataset dataset, DatasetFormat format)
    {
        if (dataset.Count == 0)
            throw new ArgumentException("expected at least one image", nameof(dataset));
        if (!dataset.IsPacked && format != DatasetFormat.Files)
            throw new DataFormatException($"{dataset.Name}: expected images of one small size, found files of any size; choose files, which are copied as they are.");
        if (format == DatasetFormat.Files && !dataset.HasFiles)
            throw new DataFormatException($"{dataset.Name}: expected images that are files, found pixels; choose png, idx or csv.");
        if (format is DatasetFormat.Idx or DatasetFormat.Csv && dataset.Channels > 1)
            throw new DataFormatException($"{dataset.Name}: expected grey images for IDX or CSV files, found colour; choose png, or files for the original ones.");
        DatasetDescription.Of(dataset).Check();
        if (dataset.Splits.GroupBy(s => s, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } alike)
        {
            throw new DataFormatException(
                $"{dataset.Name}: the splits {string.Join(" and ", alike)} differ in case only, and their files could not be told apart everywhere; rename one.");
        }
    }

    /// <summary>Writes into an existing folder, as <see cref="AtomicFile.WriteFolder"/> gives it.</summary>
    internal static void WriteInto(string folder, Dataset dataset, DatasetFormat format, bool gzip, CancellationToken cancel = default)
    {
        if (format == DatasetFormat.Files)
        {
            FilesFolder.Write(dataset, folder, FilePlacement.Copy, cancel);
            return;
        }

        DatasetDescription description = DatasetDescription.Of(dataset);
        foreach (string split in description.Splits)
            WriteSplit(dataset.OfSplit(split), Path.Combine(folder, split), format, gzip, cancel);
        description.Write(folder);
        // Names of splits that look like those of other files would be read as something else.
        IEnumerable<string> found = format switch
        {
            DatasetFormat.Idx => IdxFolder.Find(folder).Select(f => f.Split),
            DatasetFormat.Csv => CsvFolder.Find(folder, description).Select(f => f.Split),
            _ => ImageFolder.SplitsIn(folder, description),
        };
        if (!found.ToHashSet(StringComparer.Ordinal).SetEquals(description.Splits))
        {
            throw new DataFormatException(
                $"{dataset.Name}: the splits {string.Join(", ", description.Splits)} would be read back from {format} files as {string.Join(", ", found)}; rename them, or choose another format.");
        }
    }

    private static void WriteSplit(Dataset images, string path, DatasetFormat format, bool gzip, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        switch (format)
        {
            case DatasetFormat.Idx:
                (string imagesFile, string labelsFile) = IdxFolder.FileNames(Path.GetFileName(path), gzip);
                string folder = Path.GetDirectoryName(path)!;
                bool unlabelled = !images.Labels().AsSpan().ContainsAnyExcept(-1);
                IdxFile.Write(images, Path.Combine(folder, imagesFile), unlabelled ? null : Path.Combine(folder, labelsFile));
                break;
            case DatasetFormat.Csv:
                PixelCsv.Write(images, path + (gzip ? ".csv.gz" : ".csv"));
                break;
            case DatasetFormat.Png:
                ImageFolder.Write(images, path, cancel);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "expected idx, csv, png or files");
        }
    }
}
