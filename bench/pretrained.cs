#:project ../src/Misread.Onnx/Misread.Onnx.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048;CA1861

// What pretrained features and a linear head read of a folder of photographs, one subfolder a class, by cross-validation:
// accuracy, log loss and calibration, and how well planted label flips are found, over several seeds:
//
//     dotnet run -c Release bench/pretrained.cs -- PHOTOGRAPHS [SEEDS]
//
// Prints one Markdown table. Features are taken anew each time.
using System.Diagnostics;
using System.Globalization;
using Misread.Data;
using Misread.Evaluation;
using Misread.Numerics;
using Misread.Onnx;
using Misread.Onnx.Features;
using Misread.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 1)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/pretrained.cs -- PHOTOGRAPHS [SEEDS]");
    return 2;
}

int seeds = args.Length > 1 ? int.Parse(args[1]) : 5;
string[] folders = [.. Directory.EnumerateDirectories(args[0]).Order(StringComparer.Ordinal)];
string[] files = [.. folders.SelectMany(f => Directory.EnumerateFiles(f).Order(StringComparer.Ordinal))];
int[] labels = [.. files.Select(f => Array.IndexOf(folders, Path.GetDirectoryName(f)!))];
int classes = folders.Length;
long began = Stopwatch.GetTimestamp();
using FeatureExtractor extractor = args.Length > 2 && args[2] != "-"
    ? FeatureExtractor.Open(PretrainedFeatures.ModelPath, PreprocessingJson.Read(args[2]), Environment.ProcessorCount)
    : PretrainedFeatures.Open(Environment.ProcessorCount);
float[] features = extractor.Extract(ImageSource.OfFiles(files), store: null);
Console.WriteLine($"{files.Length} photographs, {extractor.FeatureCount} features ({extractor.Preprocessing}): {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");
Console.WriteLine();
Console.WriteLine("| seed | accuracy | log loss | calibration error | s | AP at 1 % | 5 % | 20 % flips |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (int seed = 1; seed <= seeds; seed++)
{
    began = Stopwatch.GetTimestamp();
    Predictions clean = Read(labels, seed);
    double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
    int right = Enumerable.Range(0, clean.Count).Count(i => !clean.IsMisread(i));
    double[] precision = [.. new[] { 0.01, 0.05, 0.2 }.Select(share => Planted(share, seed))];
    Console.WriteLine($"| {seed} | {100.0 * right / clean.Count:F2} % | {ProbabilityScores.LogLoss(clean):F4} | {Calibration.ExpectedError(clean):F4} | {seconds:F1} | {string.Join(" | ", precision.Select(p => p.ToString("F3")))} |");
}

return 0;

Predictions Read(int[] given, int seed)
{
    LinearHeadResult result = LinearHeadFolds.Run(features, given, classes, 5, new LinearHeadOptions { Seed = seed }, Environment.ProcessorCount);
    return new Predictions(files, given, result.Probabilities, [.. given.Select(_ => PredictionOrigin.OutOfFold)], [.. folders.Select(f => Path.GetFileName(f)!)]);
}

// Flips labels to another class at random, and ranks all images by the probability of the label that they then bear.
double Planted(double share, int seed)
{
    int[] flipped = (int[])labels.Clone();
    int[] rows = new Prng(seed, 1).Permutation(labels.Length)[..(int)Math.Round(share * labels.Length)];
    var random = new Prng(seed, 2);
    foreach (int row in rows)
        flipped[row] = (flipped[row] + 1 + random.Next(classes - 1)) % classes;
    Predictions found = Read(flipped, seed);
    var planted = rows.ToHashSet();
    double sum = 0;
    int hits = 0;
    int[] order = [.. Enumerable.Range(0, labels.Length).OrderBy(i => found.Probabilities(i)[flipped[i]])];
    for (int place = 0; place < order.Length; place++)
    {
        if (planted.Contains(order[place]))
            sum += ++hits / (place + 1.0);
    }

    return sum / rows.Length;
}
