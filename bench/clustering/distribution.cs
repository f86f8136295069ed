#:project ../../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048;MA0047

using System.Globalization;
using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;

// What k-means makes of the 1,797 digits, start by start, as Markdown for docs/results.md:
//
//     MISREAD_DATA=… dotnet run -c Release bench/clustering/distribution.cs > distribution.md

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Starts = 500;
const double PublishedInertia = 1_171_289;
const int PublishedCorrect = 1337;
Dataset data = new DataCatalog().Resolve("digits").Dataset;
int[] labels = data.Labels();

Console.WriteLine("## k-means on digits: one start is a lottery");
Console.WriteLine();
Console.WriteLine($"1,797 images of 8×8 pixels (0 … 16), 10 clusters; accuracy by mode. {Starts} single starts (seeds 0 … {Starts - 1}) of each kind, and the best of 10 starts for 50 seeds (`bench/clustering/distribution.cs`).");
Console.WriteLine();
Console.WriteLine("| start | inertia: least | 5 % | 25 % | median | 75 % | 95 % | greatest | accuracy: least | median | greatest | 1,337 right |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
var all = new Dictionary<KMeansInit, Outcome[]>();
foreach (KMeansInit init in Enum.GetValues<KMeansInit>())
{
    all[init] = [.. Enumerable.Range(0, Starts).Select(seed => Fit(new KMeansOptions { Init = init, Starts = 1, Seed = seed }))];
    Row(init == KMeansInit.Random ? "random" : "k-means++", all[init]);
}

Outcome[] best = [.. Enumerable.Range(0, 50).Select(seed => Fit(new KMeansOptions { Seed = seed }))];
Row("best of 10, k-means++", best);
Console.WriteLine();
Console.WriteLine($"With the default seed 42, best of 10: inertia {Fit(new KMeansOptions()).Inertia:N1}, accuracy {Fit(new KMeansOptions()).Accuracy:F4}.");
Console.WriteLine();
Console.WriteLine("Where single starts end, by inertia:");
Console.WriteLine();
Console.WriteLine("| inertia | k-means++ | random | accuracy |");
Console.WriteLine("| --- | --- | --- | --- |");
double[] edges = [0, 1_165_300, 1_167_000, 1_170_000, 1_175_000, 1_185_000, 1_200_000, 1_225_000, double.PositiveInfinity];
for (int e = 0; e + 1 < edges.Length; e++)
{
    Outcome[][] within = [.. all.Values.Select(o => o.Where(x => x.Inertia >= edges[e] && x.Inertia < edges[e + 1]).ToArray())];
    Outcome[] both = [.. within.SelectMany(w => w)];
    string range = e == 0 ? $"below {edges[1]:N0}" : e + 2 == edges.Length ? $"{edges[e]:N0} and more" : $"{edges[e]:N0} … {edges[e + 1]:N0}";
    string accuracy = both.Length == 0 ? "" : $"{both.Min(o => o.Accuracy):F3} … {both.Max(o => o.Accuracy):F3}";
    Console.WriteLine($"| {range} | {within[0].Length} | {within[1].Length} | {accuracy} |");
}

Console.WriteLine();
int landed = all.Values.Sum(o => o.Count(x => x.Correct == PublishedCorrect));
int near = all.Values.Sum(o => o.Count(x => x.Correct == PublishedCorrect && Math.Abs(x.Inertia - PublishedInertia) < 25));
Console.WriteLine($"The 74.4 % that is often published (1,337 of 1,797 right, inertia 1,171,289) is one poor local optimum of a single start: {landed} of these {2 * Starts} starts end with 1,337 right, {near} of them within 25 of that inertia.");
for (int seed = 0; ; seed++)
{
    Outcome outcome = Fit(new KMeansOptions { Starts = 1, Seed = seed });
    if (outcome.Correct != PublishedCorrect || Math.Abs(outcome.Inertia - PublishedInertia) >= 1)
        continue;
    Console.WriteLine($"The first seed that lands on exactly it is {seed} (inertia {outcome.Inertia:N2}): `misread cluster --dataset digits --n-init 1 --seed {seed}`.");
    break;
}

FeatureMatrix map = Tsne.Map(FeatureMatrix.OfPixels(data));
Console.WriteLine();
KMeansResult onMap = KMeans.Fit(map);
var table = new Contingency(labels, onMap.Labels, data.ClassCount, 10);
Console.WriteLine($"k-means on the t-SNE map of all 64 pixels (perplexity 30, 1,000 steps): accuracy **{ClusterMapping.ByMode(table).Accuracy:F4}**, adjusted Rand index {ClusteringScores.From(table).AdjustedRandIndex:F4}.");

Outcome Fit(KMeansOptions options)
{
    KMeansResult result = KMeans.Fit(data, options);
    int correct = ClusterMapping.ByMode(new Contingency(labels, result.Labels, data.ClassCount, 10)).Correct;
    return new Outcome(result.Inertia, correct, correct / (double)data.Count);
}

static void Row(string name, Outcome[] outcomes)
{
    double[] inertia = [.. outcomes.Select(o => o.Inertia).Order()];
    double[] accuracy = [.. outcomes.Select(o => o.Accuracy).Order()];
    string quantiles = string.Join(" | ", new[] { 0, .05, .25, .5, .75, .95, 1 }.Select(q => inertia[(int)Math.Round(q * (inertia.Length - 1))].ToString("N0")));
    Console.WriteLine($"| {name} | {quantiles} | {accuracy[0]:F3} | {accuracy[accuracy.Length / 2]:F3} | {accuracy[^1]:F3} | {outcomes.Count(o => o.Correct == PublishedCorrect)} |");
}

internal sealed record Outcome(double Inertia, int Correct, double Accuracy);
