#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Data;
using Misread.IO;
using Misread.Runs;
using Misread.Training;

// The fingerprint of MNIST: which of 70,000 digits does a small convolutional network misread?
//
//     dotnet run examples/01-fingerprint-mnist.cs [FOLDER]
//
// Trains on the first 20,000 images, reads all of them, and leaves every misread image as a PNG in FOLDER (by default
// fingerprint/), named by number, prediction and label, with an index. Where MNIST is neither on disk nor to be had from the
// network, the built-in synthetic digits stand in. 'misread run' does the same and more.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ResolvedDataset digits = new DataCatalog().Resolve(DataCatalog.Auto);
Console.WriteLine(digits.Notice ?? $"{digits.Dataset.Count:N0} images of {digits.Dataset.Name}");

TrainingOptions options = TrainingOptions.ForPreset("cnn-small");
TrainedModel trained = MainJob.Train(digits.Dataset, options);
Run run = MainJob.Predict(digits.Dataset, trained, options.Threads);
foreach (PartMetrics part in run.Metrics!.Parts)
    Console.WriteLine($"{part.Split,-5} {part.Origin,-10} {part.Errors,5:N0} of {part.Count,6:N0} misread, accuracy {part.Accuracy:P2} ({part.AccuracyLow:P2} to {part.AccuracyHigh:P2})");

string folder = args.Length > 0 ? args[0] : "fingerprint";
AtomicFile.WriteFolder(folder, overwrite: true, temporary => FingerprintFolder.Write(temporary, run.Data, run.Fingerprint, options.Threads));
Console.WriteLine($"{run.Fingerprint.Count:N0} images in {folder}, the first is {run.Fingerprint[0].FileName}");

bool asPromised = run.Metrics.Headline.Accuracy > .95
    && run.Metrics.Parts.Sum(p => p.Errors) == run.Fingerprint.Count
    && Directory.GetFiles(folder, "*.png").Length == run.Fingerprint.Count;
Console.WriteLine(asPromised ? "As promised." : "NOT as promised.");
return asPromised ? 0 : 1;
