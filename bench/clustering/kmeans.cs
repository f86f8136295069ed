#:project ../../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Misread.Clustering;
using Misread.Data;

// The other side of compare.py: clusters the 70,000 images of MNIST by k-means as often as a line comes on stdin, and
// answers each with seconds, passes and inertia. A line is "from FILE" (first centroids, float64 [k,784]) or "seed N K".

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Dataset data = new DataCatalog().Resolve("mnist").Dataset;
// Compiles the loops before anything is timed.
KMeans.Fit(data.Take(10_000), new KMeansOptions { Starts = 3, MaxIterations = 20 });
Console.WriteLine("ready");
while (Console.ReadLine()?.Split(' ') is { Length: > 1 } line)
{
    var watch = Stopwatch.StartNew();
    KMeansResult result = line[0] == "from"
        ? KMeans.FitFrom(data, MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(line[1])))
        : KMeans.Fit(data, new KMeansOptions { Clusters = int.Parse(line[2]), Starts = 1, Seed = long.Parse(line[1]) });
    Console.WriteLine($"{watch.Elapsed.TotalSeconds} {result.Iterations} {result.Inertia:R}");
}
