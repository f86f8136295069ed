#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Diagnostics;
using System.Globalization;
using Misread.Data;
using Misread.Findings;
using Misread.Formats;
using Misread.Nn;
using Misread.Runs;
using Misread.Training;

// Trains presets on MNIST with several seeds and prints every run, with mean and standard deviation, as Markdown for
// docs/results.md:
//
//     MISREAD_DATA=… dotnet run -c Release bench/accuracy.cs -- cnn-small 42 43 44 45 46
//
// The test images are predicted once, after the last epoch (or with the best weights on the validation images); nothing
// is chosen by them.
//
// MEMBER=M trains, in place of a preset's first network, the one that has place M in an ensemble, alone.
//
// KEEP=FOLDER keeps each network's test probabilities there as PRESET-SEED.npy (PRESET.M-SEED.npy for a member), for bench/ensembles.cs; THREADS=1 trains on
// one thread, so that two such programs can share a machine, with the same bits.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/accuracy.cs -- PRESET SEED…");
    return 2;
}

string preset = args[0];
string? keep = Environment.GetEnvironmentVariable("KEEP");
int threads = int.Parse(Environment.GetEnvironmentVariable("THREADS") ?? Environment.ProcessorCount.ToString());
string? member = Environment.GetEnvironmentVariable("MEMBER");
string name = member is null ? preset : $"{preset}.{member}";
Dataset data = new DataCatalog().Resolve("mnist").Dataset;
var accuracies = new List<double>();
Console.WriteLine($"**`{name}`** on MNIST, {args.Length - 1} seed{(args.Length > 2 ? "s" : "")}, {Commit()}, {Simd()}:");
Console.WriteLine();
Console.WriteLine("| seed | test accuracy | misread of 10,000 | misread of 70,000 | epochs | training |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
foreach (string seed in args[1..])
{
    TrainingOptions options = TrainingOptions.ForPreset(preset) with { Seed = int.Parse(seed), Threads = threads };
    TrainedModel trained = member is null ? MainJob.Train(data, options) : TrainMember(data, options, int.Parse(member));
    Run run = MainJob.Predict(data, trained, options.Threads);
    double accuracy = run.Metrics!.Headline.Accuracy;
    accuracies.Add(accuracy);
    if (keep is not null)
        Keep(data, run, Path.Combine(keep, $"{name}-{seed}.npy"));
    Console.WriteLine($"| {seed} | {100 * accuracy:F2} % | {run.Metrics.Headline.Errors} | {run.Fingerprint.Count:N0} | {trained.History.Count} | {trained.Seconds:F2} s |");
}

if (accuracies.Count > 1)
{
    double mean = accuracies.Average();
    double deviation = Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / (accuracies.Count - 1));
    Console.WriteLine($"| **mean ± sd** | **{100 * mean:F3} ± {100 * deviation:F3} %** | | | | |");
}

return 0;

static TrainedModel TrainMember(Dataset data, TrainingOptions options, int member)
{
    options = options with { Members = 1 };
    int[] rows = MainJob.TrainRows(data);
    Sequential network = ModelPresets.Create(options.Model, new Shape(data.Height, data.Width, 1), data.ClassCount, member);
    network.Initialize(options.Seed);
    TrainingResult result = Trainer.Fit(network, data.Subset(rows), options);
    return new TrainedModel(result.Model, result.History, rows, TrainingInfo.Of(options, network.ParameterCount, rows.Length), result.Seconds);
}

static void Keep(Dataset data, Run run, string path)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    int[] test = [.. Enumerable.Range(0, data.Count).Where(i => data.Split(i) == MainJob.TestSplit)];
    float[] probabilities = [.. test.SelectMany(i => run.Predictions!.Probabilities(i).ToArray())];
    NpyFile.Write(path, probabilities, test.Length, probabilities.Length / test.Length);
}

static string Simd() => RunInfoBuilder.ThisMachine(Environment.ProcessorCount) is var m ? $"{m.Processors} cores, {m.Vectors}, {m.Runtime}" : "";

static string Commit()
{
    using var git = Process.Start(new ProcessStartInfo("git", "rev-parse --short HEAD") { RedirectStandardOutput = true, UseShellExecute = false })!;
    return $"commit {git.StandardOutput.ReadToEnd().Trim()}";
}
