#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

// What averaging the probabilities of N networks gives on MNIST's test images, from what bench/accuracy.cs kept:
//
//     MISREAD_DATA=… dotnet run -c Release bench/ensembles.cs -- FOLDER PRESET N SEED…
//
// Groups are of consecutive seeds of the list and share none. Prints each group's accuracy and the indices of the test
// images that it misreads, as Markdown for docs/results.md.
using System.Globalization;
using System.Numerics.Tensors;
using Misread.Data;
using Misread.Formats;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 4)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/ensembles.cs -- FOLDER PRESET N SEED…");
    return 2;
}

Dataset test = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("test");
int size = int.Parse(args[2]);
Console.WriteLine("| seeds | test accuracy | misread of 10,000 | index: label→read as |");
Console.WriteLine("| --- | --- | --- | --- |");
foreach (string[] seeds in args[3..].Chunk(size).Where(s => s.Length == size))
{
    float[] sum = new float[test.Count * test.ClassCount];
    foreach (string seed in seeds)
        TensorPrimitives.Add(sum, NpyFile.ReadSingles(Path.Combine(args[0], $"{args[1]}-{seed}.npy")).Values, sum);
    int[] read = [.. Enumerable.Range(0, test.Count).Select(i => TensorPrimitives.IndexOfMax(sum.AsSpan(i * test.ClassCount, test.ClassCount)))];
    int[] misread = [.. Enumerable.Range(0, test.Count).Where(i => read[i] != test.Label(i))];
    string list = string.Join(", ", misread.Select(i => $"{i}: {test.Label(i)}→{read[i]}"));
    Console.WriteLine($"| {string.Join(" ", seeds)} | {100 - (100.0 * misread.Length / test.Count):F2} % | {misread.Length} | {list} |");
}

return 0;
