#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Globalization;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Misread.Numerics;
using Misread.Training;

// How often the rule of 'misread retrain' is wrong where there is nothing to find: trains one preset on MNIST with many
// seeds, deals the networks at random to three "arms" of S (which therefore do not differ but by chance), judges them, and
// counts the verdicts. Prints Markdown for docs/results.md:
//
//     MISREAD_DATA=… dotnet run -c Release bench/retrain-null.cs -- cnn-small 60 2000

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/retrain-null.cs -- PRESET NETWORKS DEALS");
    return 2;
}

(string preset, int networks, int deals) = (args[0], int.Parse(args[1]), int.Parse(args[2]));
Dataset mnist = new DataCatalog().Resolve("mnist").Dataset;
Dataset train = mnist.OfSplit("train");
Dataset test = mnist.OfSplit("test");
var predictions = new Predictions[networks];
Parallel.For(0, networks, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, n =>
{
    TrainingOptions options = TrainingOptions.ForPreset(preset) with { Seed = 1000 + n, Threads = 1 };
    predictions[n] = Trainer.Fit(train, options).Model.Predict(test, _ => PredictionOrigin.HeldOut, 1);
});

int[] rows = [.. Enumerable.Range(0, test.Count)];
double[] errors = [.. predictions.Select(p => (double)rows.Count(p.IsMisread))];
double mean = errors.Average();
Console.WriteLine($"`{preset}`, {networks} networks, misread of {test.Count:N0}: mean {mean:F1}, sd {Math.Sqrt(errors.Sum(e => (e - mean) * (e - mean)) / (networks - 1)):F1}; {deals:N0} random deals.");
Console.WriteLine();
Console.WriteLine("| seeds | interval below 0, one control | p < 0.05 and more gained | helped, one control | helped, both controls | harmed | did not help | cannot tell |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
foreach (int seeds in (int[])[5, 10, 20])
{
    if (3 * seeds > networks)
        continue;
    int below = 0, small = 0, one = 0;
    var overall = new int[Enum.GetValues<RetrainVerdict>().Length];
    Parallel.For(0, deals, deal =>
    {
        int[] order = new Prng(42, seeds, deal).Permutation(networks);
        Predictions[] Arm(int a) => [.. order.Skip(a * seeds).Take(seeds).Select(n => predictions[n])];
        SeededComparison[] controls = [SeededComparison.From(Arm(1), Arm(0), rows), SeededComparison.From(Arm(2), Arm(0), rows)];
        RetrainVerdict[] verdicts = [.. controls.Select(RetrainRule.Against)];
        if (controls[0].Difference.High < 0)
            Interlocked.Increment(ref below);
        if (controls[0].PValue < RetrainRule.Level && controls[0].Gained > controls[0].Lost)
            Interlocked.Increment(ref small);
        if (verdicts[0] == RetrainVerdict.Helped)
            Interlocked.Increment(ref one);
        Interlocked.Increment(ref overall[(int)RetrainRule.Overall(verdicts)]);
    });
    string Of(RetrainVerdict verdict) => Share(overall[(int)verdict]);
    string Share(int n) => $"{100.0 * n / deals:F1} %";
    Console.WriteLine($"| {seeds} | {Share(below)} | {Share(small)} | {Share(one)} | {Of(RetrainVerdict.Helped)} | {Of(RetrainVerdict.Harmed)} | {Of(RetrainVerdict.DidNotHelp)} | {Of(RetrainVerdict.CannotTell)} |");
}

return 0;
