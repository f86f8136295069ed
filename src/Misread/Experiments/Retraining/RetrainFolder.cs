using System.Globalization;
using Misread.Data;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;
using Misread.Runs;

namespace Misread.Experiments;

/// <summary>
/// A retraining as a folder: <c>arms.csv</c> (every network), <c>hard.csv</c> (the hard images) and <c>hard.png</c> (the
/// hardest, each with its copies).
/// </summary>
public static class RetrainFolder
{
    private const int Sheet = 24;
    private const int Columns = 10;
    private const int ShownCopies = 4;

    /// <summary>Writes into an existing folder.</summary>
    /// <param name="folder">The folder, as <see cref="AtomicFile.WriteFolder"/> gives it.</param>
    /// <param name="result">The retraining.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, RetrainResult result)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(result);
        WriteArms(Path.Combine(folder, "arms.csv"), result);
        WriteHard(Path.Combine(folder, "hard.csv"), result);
        WriteSheet(Path.Combine(folder, "hard.png"), result);
    }

    /// <summary>A row a network; the last three cells compare the hard images' network of the same seed with a control's.</summary>
    private static void WriteArms(string path, RetrainResult result)
    {
        string[] columns = ["arm", "seed", "images", "steps", "test_images", "errors", "accuracy", "gained_by_hard", "lost_by_hard", "p_value"];
        CsvTable.Write(path, columns, result.Networks.Count, (csv, n) =>
        {
            RetrainedNetwork network = result.Networks[n];
            csv.WriteField(network.Arm.ToName());
            csv.WriteField(network.Seed);
            csv.WriteField(result.Images(network.Arm));
            csv.WriteField(result.Steps(network.Arm));
            csv.WriteField(network.Test.Count);
            csv.WriteField(network.Errors);
            csv.WriteField((network.Test.Count - network.Errors) / (double)network.Test.Count);
            var compared = result.Controls.FirstOrDefault(c => c.Control == network.Arm)?.Comparison.BySeed[n / result.Options.Arms.Count];
            csv.WriteField(compared?.Gained.Count);
            csv.WriteField(compared?.Lost.Count);
            csv.WriteField(compared?.PValue);
        });
    }

    private static void WriteHard(string path, RetrainResult result)
    {
        Dataset data = result.Source.Data;
        IEnumerable<(MinedImage Image, string Use)> all =
            [.. result.Mined.Images.Select(i => (i, "hard")), .. result.Mined.LeftOut.Select(i => (i, "left out: likely label error"))];
        (MinedImage, string)[] ordered = [.. all.OrderBy(i => i.Image.SelfConfidence).ThenBy(i => i.Image.Row)];
        CsvTable.Write(path, ["id", "split", "index", "label", "predicted", "self_confidence", "use"], ordered, (csv, row) =>
        {
            (MinedImage image, string use) = row;
            csv.WriteField(data.Id(image.Row));
            csv.WriteField(data.Split(image.Row));
            csv.WriteField(data.IndexInSplit(image.Row));
            csv.WriteField(data.ClassNames[data.Label(image.Row)]);
            csv.WriteField(data.ClassNames[image.Predicted]);
            csv.WriteField(image.SelfConfidence);
            csv.WriteField(use);
        });
    }

    /// <summary>The hardest images, each followed by copies of it as the network with the run's own seed saw them.</summary>
    private static void WriteSheet(string path, RetrainResult result)
    {
        Dataset data = result.Source.Data;
        MinedImage[] shown = [.. result.Mined.Images.Take(Sheet)];
        Dataset copies = ArmImages.Copies(data, [.. shown.Select(i => i.Row)], result.Options, result.Source.Training.Seed);
        int each = Math.Min(ShownCopies, result.Options.Copies);
        var tiles = new List<ContactSheetTile>();
        for (int i = 0; i < shown.Length; i++)
        {
            MinedImage image = shown[i];
            tiles.Add(new ContactSheetTile(
                FingerprintFolder.Picture(data, image.Row),
                [
                    $"label {data.ClassNames[data.Label(image.Row)]}",
                    string.Create(CultureInfo.InvariantCulture, $"p(label) {image.SelfConfidence:F4}"),
                    string.Create(CultureInfo.InvariantCulture, $"{data.Split(image.Row)} {data.IndexInSplit(image.Row)}"),
                ]));
            for (int copy = 0; copy < each; copy++)
                tiles.Add(new ContactSheetTile(FingerprintFolder.Picture(copies, (i * result.Options.Copies) + copy), [$"copy {copy + 1}"]));
        }

        PngEncoder.Write(path, ContactSheet.Render(tiles, new ContactSheetOptions
        {
            Columns = (each + 1) * (Columns / (each + 1)),
            Title = string.Create(CultureInfo.InvariantCulture, $"The hardest {shown.Length} of {result.Mined.Images.Count:N0} hard training images, and their copies ({result.Options.Augmentation})"),
        }));
    }
}
