#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0047;MA0048

using System.Globalization;
using System.Numerics.Tensors;
using Misread.Data;
using Misread.Training;

// What ensembles of networks of several settings misread, for networks that bench/choose-preset.cs kept: each is asked, with
// a test-time shift of 1, about the fifth of MNIST's training images that it did not see; the probabilities of every group
// of up to SIZE settings are averaged. Prints each group's errors in the folds that all settings have, fewest first:
//
//     MISREAD_DATA=… dotnet run -c Release bench/fold-ensembles.cs -- KEPT-FOLDER SIZE SETTING…

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/fold-ensembles.cs -- KEPT-FOLDER SIZE SETTING…");
    return 2;
}

const int FoldSize = 12_000;
Dataset images = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("train");
string[] settings = args[2..];
int[] folds = [.. Enumerable.Range(1, 5).Where(fold => settings.All(s => File.Exists(PathOf(s, fold))))];
float[][][] probabilities = [.. settings.Select(s => folds.Select(fold => Ask(s, fold)).ToArray())];
var rows = new List<(int[] Members, int[] Errors)>();
for (int group = 1; group < 1 << settings.Length; group++)
{
    int[] members = [.. Enumerable.Range(0, settings.Length).Where(s => (group >> s & 1) == 1)];
    if (members.Length <= int.Parse(args[1]))
        rows.Add((members, [.. folds.Select((fold, f) => Errors(members, f, fold))]));
}

for (int s = 0; s < settings.Length; s++)
    Console.WriteLine($"{(char)('A' + s)}: {settings[s]}");
Console.WriteLine();
Console.WriteLine($"| networks | errors in folds {string.Join(", ", folds)} | of {folds.Length * FoldSize:N0} |");
Console.WriteLine("| --- | --- | --- |");
foreach ((int[] members, int[] errors) in rows.OrderBy(r => r.Members.Length).ThenBy(r => r.Errors.Sum()))
    Console.WriteLine($"| {string.Join(" ", members.Select(m => (char)('A' + m)))} | {string.Join(" ", errors)} | {errors.Sum()} |");
return 0;

string PathOf(string setting, int fold) => Path.Combine(args[0], $"{setting.Replace('/', '_')}-folds-{fold}.model");

float[] Ask(string setting, int fold)
{
    Classifier model = Classifier.Load(PathOf(setting, fold));
    Dataset unseen = images.Subset([.. Enumerable.Range((fold - 1) * FoldSize, FoldSize)]);
    return new Classifier(model.Members, model.ClassNames) { TestTimeShift = 1 }.PredictProbabilities(unseen, Environment.ProcessorCount);
}

int Errors(int[] members, int f, int fold)
{
    int classes = images.ClassCount;
    float[] sum = new float[FoldSize * classes];
    foreach (int m in members)
        TensorPrimitives.Add(sum, probabilities[m][f], sum);
    return Enumerable.Range(0, FoldSize).Count(i => TensorPrimitives.IndexOfMax<float>(sum.AsSpan(i * classes, classes)) != images.Label(((fold - 1) * FoldSize) + i));
}
