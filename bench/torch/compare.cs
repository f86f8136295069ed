#:project ../../src/Misread.Onnx/Misread.Onnx.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0048

// Whether an ONNX model gives the probabilities that it gave in PyTorch, its preprocessing worked out, and whether a wrong one is
// told, on what bench/torch/train_and_export.py left:
//
//     dotnet run -c Release bench/torch/compare.cs -- PHOTOGRAPHS OUT
//
// Ends with 1 where a probability differs by more than 1e-4, or a wrong preprocessing goes without a warning.
using System.Globalization;
using Misread.Formats;
using Misread.Onnx;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/torch/compare.cs -- PHOTOGRAPHS OUT");
    return 2;
}

string[] names = File.ReadAllLines(Path.Combine(args[1], "images.txt"));
string[] classes = [.. names.Select(n => n.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
int[] labels = [.. names.Select(n => Array.IndexOf(classes, n.Split('/')[0]))];
ImageSource images = ImageSource.OfFiles([.. names.Select(n => Path.Combine(args[0], n))]);
float[] expected = NpyFile.ReadSingles(Path.Combine(args[1], "probabilities.npy")).Values;

using OnnxModel model = OnnxModel.Open(Path.Combine(args[1], "model.onnx"));
foreach (string note in model.Notes)
    Console.WriteLine(note);
int threads = Environment.ProcessorCount;
PreprocessingChoice found = PreprocessingSearch.Run(model, images, labels, threads: threads)!;
Console.WriteLine(found.Summary);
float[] ours = new OnnxPredictor(model, found.Best.Rule).Predict(images.Count, images.Read).Probabilities;
double greatest = ours.Zip(expected).Max(p => Math.Abs((double)p.First - p.Second));
Console.WriteLine($"greatest difference from PyTorch over {names.Length} photographs: {greatest:G3}");

int unwarned = 0;
foreach (Preprocessing wrong in PreprocessingNames.All.Select(n => found.Best.Rule.WithValuesOf(PreprocessingNames.Create(n, 1, 1))).Where(r => !r.HasValuesOf(found.Best.Rule)))
{
    PreprocessingChoice given = PreprocessingSearch.Run(model, images, labels, wrong, threads: threads)!;
    Console.WriteLine($"{(given.GivenIsMuchWorse ? "warned" : "not warned")}: {given.Summary}");
    unwarned += given.GivenIsMuchWorse ? 0 : 1;
}

return greatest <= 1e-4 && unwarned == 0 ? 0 : 1;
