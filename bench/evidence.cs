#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

// What the audit's evidence costs on MNIST, each beside the same work without it, alternated; medians:
//
//     MISREAD_DATA=… dotnet run -c Release bench/evidence.cs -- dynamics|folds|duplicates [PRESET] [ROUNDS]
using System.Diagnostics;
using System.Globalization;
using Misread.Audit.Evidence;
using Misread.Data;
using Misread.Training;

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
            () => Trainer.Fit(images, training).Seconds,
            () => Trainer.Fit(images, training with { RecordDynamics = true }).Seconds);
        return 0;
    case "folds":
        var folds = new CrossValidationOptions { Training = training };
        Alternate(() => CrossValidation.Run(data, folds).Seconds, () => Timed(() => OutOfFoldEvidence.Collect(data, folds)));
        return 0;
    case "duplicates":
        for (int round = 0; round < rounds; round++)
            Console.WriteLine($"{Timed(() => NearDuplicates.Find(data)):F2} s");
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

static double Timed(Action work)
{
    long began = Stopwatch.GetTimestamp();
    work();
    return Stopwatch.GetElapsedTime(began).TotalSeconds;
}

void Alternate(Func<double> without, Func<double> with)
{
    var plain = new List<double>();
    var more = new List<double>();
    for (int round = 0; round < rounds; round++)
    {
        plain.Add(without());
        more.Add(with());
        Console.WriteLine($"{preset}: without {plain[^1]:F3} s, with {more[^1]:F3} s");
    }

    Console.WriteLine($"{preset}, {what}, {rounds} rounds: median {Median(plain):F3} s without, {Median(more):F3} s with: {100 * ((Median(more) / Median(plain)) - 1):F1} % more");
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
