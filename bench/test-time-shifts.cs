#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0047;MA0048

using System.Globalization;
using System.Numerics.Tensors;
using Misread.Data;
using Misread.Training;

// What test-time shifts give, for networks that bench/choose-preset.cs kept: each is asked about the fifth of MNIST's
// training images that it did not see, and so are its copies. Prints errors without, with shifts of 1 and of 2 pixels:
//
//     MISREAD_DATA=… dotnet run -c Release bench/test-time-shifts.cs -- KEPT/….-folds-1.model …

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/test-time-shifts.cs -- KEPT/….-folds-1.model …");
    return 2;
}

Dataset images = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("train");
Console.WriteLine("| network | fold | alone | shift 1 | shift 2 |");
Console.WriteLine("| --- | --- | --- | --- | --- |");
foreach (string path in args)
{
    string name = Path.GetFileNameWithoutExtension(path);
    int fold = name[^1] - '0';
    Dataset unseen = images.Subset([.. Enumerable.Range((fold - 1) * 12_000, 12_000)]);
    Classifier model = Classifier.Load(path);
    IEnumerable<int> errors = Enumerable.Range(0, 3).Select(shift => Errors(new Classifier(model.Members, model.ClassNames) { TestTimeShift = shift }, unseen));
    Console.WriteLine($"| {name[..name.IndexOf("-folds-", StringComparison.Ordinal)].Replace('_', '/')} | {fold} | {string.Join(" | ", errors)} |");
}

return 0;

static int Errors(Classifier model, Dataset data)
{
    float[] p = model.PredictProbabilities(data, Environment.ProcessorCount);
    int classes = data.ClassCount;
    return Enumerable.Range(0, data.Count).Count(i => TensorPrimitives.IndexOfMax<float>(p.AsSpan(i * classes, classes)) != data.Label(i));
}
