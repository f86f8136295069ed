#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Diagnostics;
using System.Globalization;
using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Misread.Training;

// What the audit's evidence costs on MNIST, each beside the same work without it, alternated; medians of wall-clock and
// of processor seconds (one thread a training, so that none is spent on waiting):
//
//     MISREAD_DATA=… dotnet run -c Release bench/evidence.cs -- dynamics|folds|duplicates [PRESET] [ROUNDS]

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string what = args.ElementAtOrDefault(0) ?? "";
string preset = args.ElementAtOrDefault(1) ?? "fast";
int rounds = int.Parse(args.ElementAtOrDefault(2) ?? "3");
Dataset data = new DataCatalog().Resolve("mnist").Dataset;
TrainingOptions training = TrainingOptions.ForPreset(preset);
switch (what)
{
    case "dynamics":
        Dataset images = data.OfSplit("train");
        Alternate(
            () => Trainer.Fit(images, training with { Threads = 1 }),
            () => Trainer.Fit(images, training with { Threads = 1, RecordDynamics = true }));
        return 0;
    case "folds":
        var folds = new CrossValidationOptions { Training = training };
        Alternate(() => CrossValidation.Run(data, folds), () => OutOfFoldEvidence.Collect(data, folds));
        return 0;
    case "duplicates":
        for (int round = 0; round < rounds; round++)
            Console.WriteLine(Text(Timed(() => NearDuplicates.Find(data))));
        Dataset train = data.OfSplit("train");
        foreach (DuplicatePair pair in NearDuplicates.Find(train).Take(50))
            Console.WriteLine($"{train.Id(pair.First)} {train.Label(pair.First)} {train.Id(pair.Second)} {train.Label(pair.Second)} {pair.Distance:F4}");
        foreach (double threshold in (double[])[0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
            Console.WriteLine($"training images within {threshold}: {NearDuplicates.Find(train, threshold).Count} pairs, {NearDuplicates.Find(train, threshold).Count(p => p.LabelsDiffer)} of different labels");
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release bench/evidence.cs -- dynamics|folds|duplicates [PRESET] [ROUNDS]");
        return 2;
}

static (double Wall, double Processor) Timed(Action work)
{
    long began = Stopwatch.GetTimestamp();
    TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime;
    work();
    return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - used).TotalSeconds);
}

void Alternate(Action without, Action with)
{
    var plain = new List<(double Wall, double Processor)>();
    var more = new List<(double Wall, double Processor)>();
    for (int round = 0; round < rounds; round++)
    {
        plain.Add(Timed(without));
        more.Add(Timed(with));
        Console.WriteLine($"without {Text(plain[^1])}; with {Text(more[^1])}");
    }

    Console.WriteLine($"{preset}, {what}, medians of {rounds} rounds: wall clock {Ratio(c => c.Wall)}, processor {Ratio(c => c.Processor)} more");

    string Ratio(Func<(double Wall, double Processor), double> of) => $"{100 * ((Median(more.Select(of)) / Median(plain.Select(of))) - 1):F1} %";
}

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

static string Text((double Wall, double Processor) cost) => $"{cost.Wall:F2} s ({cost.Processor:F2} s of processors)";
