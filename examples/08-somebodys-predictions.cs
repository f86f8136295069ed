#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Audit;
using Misread.Data;
using Misread.Runs;

// Judge the predictions of any other program: which images it misreads, and which labels are likely wrong.
//
//     dotnet run examples/08-somebodys-predictions.cs [IMAGES PREDICTIONS]
//
// IMAGES is a data set, PREDICTIONS a table with a path and a column for each class (docs/predictions.md). Without them the example
// writes both: built-in digits, and predictions in another order, of which some are wrong.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? made = args.Length > 1 ? null : Directory.CreateTempSubdirectory("misread-given-").FullName;
string images = made is null ? args[0] : Path.Combine(made, "digits");
string table = made is null ? args[1] : Path.Combine(made, "preds.csv");
if (made is not null)
{
    Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 1_000, TestCount = 100 }).Dataset;
    DatasetWriter.Write(digits, images, DatasetFormat.Idx);
    File.WriteAllLines(table, [$"id,{string.Join(',', digits.ClassNames)}", .. Enumerable.Range(0, digits.Count).Reverse().Select(i =>
    {
        int read = i % 50 == 0 ? (digits.Label(i) + 1) % 10 : digits.Label(i);
        return $"{digits.Id(i)},{string.Join(',', Enumerable.Range(0, 10).Select(k => k == read ? "0.91" : "0.01"))}";
    })]);
}

Dataset data = DatasetReader.Open(images);
using JoinedProbabilities joined = JoinedProbabilities.From(ProbabilitySource.Open(table, labels: null, images: data), data);
foreach (string notice in joined.Notices)
    Console.WriteLine(notice);
Run run = GivenRun.From(joined, trainedOn: GivenRun.TrainedOnNone);
Console.WriteLine($"rows joined {joined.Join.How}; {run.Fingerprint.Count:N0} of {run.Data.Count:N0} images misread");
foreach (var image in run.Fingerprint.Take(5))
    Console.WriteLine($"  {image.Id}: labelled {image.Label}, read as {image.Predicted}");
IReadOnlyList<int> issues = AuditedRows.From(run.Predictions).Audit.Issues(LabelFilter.PruneByNoiseRate);
Console.WriteLine($"{issues.Count:N0} labels are likely wrong");
if (made is not null)
    Directory.Delete(made, recursive: true);
if (made is null)
    return 0;
bool kept = run.Fingerprint.Count == 22 && run.Fingerprint.All(image => image.Predicted == (image.Label + 1) % 10);
Console.WriteLine(kept ? "As promised." : "Not as promised: 22 of 1,100 images were to be misread, each as the next digit.");
return kept ? 0 : 1;
