#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Data;
using Misread.Findings;
using Misread.Runs;
using Misread.Training;

// The most ambiguous digits: where the network is wrong and sure of it, and where it cannot decide.
//
//     dotnet run examples/03-most-ambiguous.cs [FOLDER]
//
// Trains on the first half of the training images and looks at images that it was not trained on, in two orders: misread
// with the greatest confidence, and least certain whether right or wrong. Leaves a sheet of each in FOLDER (by default the
// current one).

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ResolvedDataset digits = new DataCatalog().Resolve(DataCatalog.Auto);
Console.WriteLine(digits.Notice ?? $"{digits.Dataset.Count:N0} images of {digits.Dataset.Name}");

TrainingOptions options = TrainingOptions.ForPreset("mlp") with { TrainSize = digits.Dataset.OfSplit("train").Count / 2, Epochs = 6 };
Run run = MainJob.Predict(digits.Dataset, MainJob.Train(digits.Dataset, options), options.Threads);
string folder = args.Length > 0 ? args[0] : ".";
Directory.CreateDirectory(folder);
FingerprintEntry[] sure = Look(SelectionKind.Ambiguous, "ambiguous.png", "Misread with the greatest confidence");
FingerprintEntry[] unsure = Look(SelectionKind.LeastCertain, "least_certain.png", "Least certain");

// A network is wrong more often where it is unsure: that is what makes the second order worth looking at.
double wrong = unsure.Count(e => e.Label != e.Predicted) / (double)unsure.Length;
double overall = run.Metrics!.Parts.Where(p => p.Origin == "held-out").Sum(p => p.Errors) / (double)run.Metrics.Parts.Where(p => p.Origin == "held-out").Sum(p => p.Count);
Console.WriteLine($"of the {unsure.Length} least certain {wrong:P0} are misread, of all unseen images {overall:P1}");
bool asPromised = sure.All(e => e.Label != e.Predicted && e.Origin == PredictionOrigin.HeldOut)
    && sure[0].Confidence > .95 && unsure[0].Confidence < .5 && wrong > 5 * overall;
Console.WriteLine(asPromised ? "As promised." : "NOT as promised.");
return asPromised ? 0 : 1;

FingerprintEntry[] Look(SelectionKind kind, string file, string title)
{
    int[] rows = Selection.Rows(run.Data, run.Predictions, kind, new SelectionFilter { Seen = false, Top = 48 });
    FingerprintEntry[] entries = [.. Fingerprint.From(run.Data, run.Predictions, rows)];
    RunSheets.Write(Path.Combine(folder, file), title, run.Data, entries);
    Console.WriteLine($"{title} ({Path.Combine(folder, file)}):");
    foreach (FingerprintEntry e in entries.Take(5))
        Console.WriteLine($"    {e.Id}  labelled {e.Label}, read as {e.Predicted} with {e.Confidence:P1}, margin {e.Margin:F3}");
    return entries;
}
