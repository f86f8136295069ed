#:project ../src/Misread/Misread.csproj

using System.Globalization;
using Misread.Data;
using Misread.Imaging;
using Misread.Runs;
using Misread.Training;

// Predict a drawing: what does the network read in a digit that you drew, scanned or photographed?
//
//     dotnet run examples/07-predict-a-drawing.cs [IMAGE.png]
//
// Dark ink on light paper, of any size. The ink is found, scaled and centred as MNIST's digits are, then read by a network
// trained on the first 10,000 digits. Without IMAGE the example draws a seven on a sheet of 300×400 pixels.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ResolvedDataset digits = new DataCatalog().Resolve(DataCatalog.Auto);
Console.WriteLine(digits.Notice ?? $"{digits.Dataset.Count:N0} images of {digits.Dataset.Name}");
TrainingOptions options = TrainingOptions.ForPreset("cnn-small") with { TrainSize = 10_000, Epochs = 2 };
TrainedModel trained = MainJob.Train(digits.Dataset, options);

string source = args.Length > 0 ? args[0] : "the seven";
Bitmap drawing = args.Length > 0 ? PngDecoder.Read(args[0]) : DrawSeven();
byte[] prepared = InkExtractor.Prepare(drawing, digits.Dataset.Width, digits.Dataset.Height, source);
for (int y = 0; y < digits.Dataset.Height; y += 2)
    Console.WriteLine("    " + string.Concat(Enumerable.Range(0, digits.Dataset.Width).Select(x => " ·+#@"[prepared[(y * digits.Dataset.Width) + x] * 4 / 255])));

var image = Dataset.Create("drawing", "test", digits.Dataset.Height, digits.Dataset.Width, prepared, labels: null, digits.Dataset.ClassNames);
float[] probabilities = trained.Model.PredictProbabilities(image, options.Threads);
int[] order = [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(k => probabilities[k])];
foreach (int k in order.Take(3))
    Console.WriteLine($"{digits.Dataset.ClassNames[k],4}  {probabilities[k],8:P2}  {new string('█', (int)(40 * probabilities[k]))}");

bool asPromised = args.Length > 0 || digits.Dataset.ClassNames[order[0]] == "7";
Console.WriteLine(asPromised ? "As promised." : "NOT as promised.");
return asPromised ? 0 : 1;

// Two strokes of a pen 16 pixels thick, dark on light: across, and down to the left.
static Bitmap DrawSeven()
{
    var sheet = new Bitmap(300, 400, 1);
    for (int y = 0; y < sheet.Height; y++)
    {
        for (int x = 0; x < sheet.Width; x++)
        {
            double distance = Math.Min(Distance(x, y, 80, 110, 215, 105), Distance(x, y, 215, 105, 130, 310));
            sheet.Pixels[(y * sheet.Width) + x] = (byte)(40 + (200 * Math.Clamp(distance - 8, 0, 1)));
        }
    }

    return sheet;
}

static double Distance(double x, double y, double x0, double y0, double x1, double y1)
{
    double along = Math.Clamp((((x - x0) * (x1 - x0)) + ((y - y0) * (y1 - y0))) / (((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0))), 0, 1);
    return Math.Sqrt(Math.Pow(x - x0 - (along * (x1 - x0)), 2) + Math.Pow(y - y0 - (along * (y1 - y0)), 2));
}
