#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Data;
using Misread.Imaging;
using Misread.Runs;
using Misread.Training;

// Your own folder of images: one subfolder a class, PNG files in it, light ink on dark.
//
//     dotnet run examples/06-your-own-folder.cs [FOLDER]
//
// Trains on four fifths of the images and tests on the rest. Without FOLDER the example makes one of 1,500 built-in digits in
// three classes, even/ round/ and other/.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? made = args.Length > 0 ? null : MakeFolder();
string folder = made ?? args[0];
(Dataset data, _) = MainJob.WithTestSplit(DatasetReader.Open(folder), seed: 42);
Console.WriteLine($"{data.Count:N0} images of {data.Width}×{data.Height} pixels in {folder}: {string.Join(", ", data.ClassNames)}");

TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = 15, BatchSize = 32 };
Run run = MainJob.Predict(data, MainJob.Train(data, options), options.Threads);
Console.WriteLine($"{run.Metrics!.Headline.Accuracy:P1} of {run.Metrics.Headline.Count:N0} images that it was not trained on are read as their folder says");
foreach (var wrong in run.Fingerprint.OrderByDescending(e => e.Confidence).Take(5))
    Console.WriteLine($"    {wrong.Id}  lies in {data.ClassNames[wrong.Label]}/, looks like {data.ClassNames[wrong.Predicted]} with {wrong.Confidence:P1}");
if (made is not null)
    Directory.Delete(made, recursive: true);

bool asPromised = made is null || (data.ClassNames.SequenceEqual(["even", "other", "round"], StringComparer.Ordinal) && data.Count == 1_500 && run.Metrics.Headline.Accuracy > .8);
Console.WriteLine(asPromised ? "As promised." : "NOT as promised.");
return asPromised ? 0 : 1;

// 0, 6, 8 and 9 are round, 2 and 4 even and not round.
static string MakeFolder()
{
    string folder = Directory.CreateTempSubdirectory("misread-folder-").FullName;
    Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 1_500, TestCount = 1, FlipRate = 0, BlendRate = 0 }).Dataset.OfSplit("train");
    for (int i = 0; i < digits.Count; i++)
    {
        string name = digits.Label(i) switch { 0 or 6 or 8 or 9 => "round", 2 or 4 => "even", _ => "other" };
        Directory.CreateDirectory(Path.Combine(folder, name));
        var image = new Bitmap(digits.Width, digits.Height, 1, digits.Image(i).ToArray());
        PngEncoder.Write(Path.Combine(folder, name, $"{i:D4}.png"), image);
    }

    return folder;
}
