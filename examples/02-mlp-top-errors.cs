#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Data;
using Misread.Evaluation;
using Misread.Findings;
using Misread.Runs;
using Misread.Training;

// Confusion matrix and top ten errors of a multilayer perceptron.
//
//     dotnet run examples/02-mlp-top-errors.cs [FILE.png]
//
// Trains two hidden layers of 128 on 60,000 digits, prints what is read as what on the test images, lists the ten errors
// furthest from their label, p(predicted) − p(label), and draws them in FILE.png (by default top_errors.png).

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ResolvedDataset digits = new DataCatalog().Resolve(DataCatalog.Auto);
Console.WriteLine(digits.Notice ?? $"{digits.Dataset.Count:N0} images of {digits.Dataset.Name}");

TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = 5 };
Run run = MainJob.Predict(digits.Dataset, MainJob.Train(digits.Dataset, options), options.Threads);
ConfusionMatrix confusion = run.Confusion;
Console.WriteLine("label " + string.Concat(confusion.ClassNames.Select(name => $"{name,6}")) + "   (read as)");
for (int label = 0; label < confusion.ClassCount; label++)
    Console.WriteLine($"{confusion.ClassNames[label],5} " + string.Concat(Enumerable.Range(0, confusion.ClassCount).Select(read => $"{confusion[label, read],6:N0}")));

var onTest = new SelectionFilter { Split = MainJob.TestSplit, Top = 10 };
int[] rows = Selection.Rows(run.Data, run.Predictions, SelectionKind.TopErrors, onTest);
IReadOnlyList<FingerprintEntry> worst = Fingerprint.From(run.Data, run.Predictions, rows);
foreach (FingerprintEntry e in worst)
    Console.WriteLine($"{e.Number,2}  {e.Id}  labelled {e.Label} with {e.LabelProbability:P2}, read as {e.Predicted} with {e.Confidence:P2}");
string path = args.Length > 0 ? args[0] : "top_errors.png";
RunSheets.Write(path, "Top ten errors", run.Data, worst);
Console.WriteLine($"drawn in {path}");

float[] gaps = [.. worst.Select(e => e.Confidence - e.LabelProbability!.Value)];
bool asPromised = run.Metrics!.Headline.Accuracy > .95 && gaps.Length == 10 && gaps.SequenceEqual(gaps.OrderDescending()) && gaps[0] > .9;
Console.WriteLine(asPromised ? "As promised." : "NOT as promised.");
return asPromised ? 0 : 1;
