#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Data;
using Misread.Evaluation;
using Misread.Runs;
using Misread.Training;

// Train and evaluate from CSV files: a row an image, a label and its pixels, as Kaggle's Digit Recognizer has them.
//
//     dotnet run examples/05-train-from-csv.cs [FOLDER]
//
// FOLDER holds train.csv and, if you have it, test.csv. Without FOLDER the example writes 6,000 built-in digits as such files
// and reads them back.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? made = args.Length > 0 ? null : Directory.CreateTempSubdirectory("misread-csv-").FullName;
string folder = args.Length > 0 ? args[0] : Path.Combine(made!, "digits");
bool same = true;
if (made is not null)
{
    Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 5_000, TestCount = 1_000 }).Dataset;
    DatasetWriter.Write(digits, folder, DatasetFormat.Csv);
    same = DatasetChecksum.Sha256(DatasetReader.Open(folder)) == DatasetChecksum.Sha256(digits);
}

(Dataset data, HeldOutInfo? heldOut) = MainJob.WithTestSplit(DatasetReader.Open(folder), seed: 42);
Console.WriteLine($"{data.Count:N0} images of {data.Width}×{data.Height} pixels in {data.ClassCount} classes from {folder}");
Console.WriteLine(heldOut is null ? "test.csv is kept for testing" : $"{heldOut.Share:P0} of the images are held out for testing");
TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = 10, BatchSize = 64 };
Run run = MainJob.Predict(data, MainJob.Train(data, options), options.Threads);
Console.Write(ClassificationReport.From(run.Confusion).ToText(digits: 4));
if (made is not null)
    Directory.Delete(made, recursive: true);

// What others' files come to is theirs; what the example wrote must come back the same, and be read well.
bool asPromised = made is null || (same && run.Metrics!.Headline.Accuracy > .85);
Console.WriteLine(asPromised ? "As promised." : "NOT as promised.");
return asPromised ? 0 : 1;
