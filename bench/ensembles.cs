#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

using System.Globalization;
using System.Numerics.Tensors;
using Misread.Data;
using Misread.Formats;

// What averaging the probabilities of networks gives on MNIST's test images, from what bench/accuracy.cs kept; each argument
// behind the folder is one ensemble, its networks joined by +:
//
//     MISREAD_DATA=… dotnet run -c Release bench/ensembles.cs -- kept accurate-1+accurate-2 accurate-1+ensemble.1-2+ensemble.2-3
//
// Prints each one's accuracy and the indices of the test images that it misreads, as Markdown for docs/results.md.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/ensembles.cs -- FOLDER NETWORK+NETWORK…");
    return 2;
}

Dataset test = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("test");
Console.WriteLine("| networks | test accuracy | misread of 10,000 | index: label→read as |");
Console.WriteLine("| --- | --- | --- | --- |");
foreach (string[] networks in args[1..].Select(group => group.Split('+')))
{
    float[] sum = new float[test.Count * test.ClassCount];
    foreach (string network in networks)
        TensorPrimitives.Add(sum, NpyFile.ReadSingles(Path.Combine(args[0], $"{network}.npy")).Values, sum);
    int[] read = [.. Enumerable.Range(0, test.Count).Select(i => TensorPrimitives.IndexOfMax(sum.AsSpan(i * test.ClassCount, test.ClassCount)))];
    int[] misread = [.. Enumerable.Range(0, test.Count).Where(i => read[i] != test.Label(i))];
    string list = string.Join(", ", misread.Select(i => $"{i}: {test.Label(i)}→{read[i]}"));
    Console.WriteLine($"| {string.Join(" ", networks)} | {100 - (100.0 * misread.Length / test.Count):F2} % | {misread.Length} | {list} |");
}

return 0;
