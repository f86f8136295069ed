#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;CA1814;MA0047;MA0048

// How drawings are read that are not as MNIST's images are: 300 test images, each drawn anew in fourteen ways, prepared by InkExtractor and read
// by a network that was trained on MNIST as it is. The share of the accuracy on the images as they are is what preparation keeps.
//
//     dotnet run -c Release bench/recognition.cs -- [IMAGES] [MODEL.safetensors …]
//
// Without models `fast` and `cnn-small` are trained first. Places and pixels are drawn at random from a fixed seed.
using System.Globalization;
using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Misread.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Dataset mnist = new DataCatalog().Resolve("mnist").Dataset;
int count = args.Length > 0 ? int.Parse(args[0]) : 300;
Dataset originals = mnist.OfSplit("test").Take(count);
var models = new List<(string Name, Classifier Model)>();
foreach (string path in args.Skip(1))
    models.Add((Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!, Classifier.Load(path)));
foreach (string preset in args.Length > 1 ? [] : (string[])["fast", "cnn-small"])
    models.Add((preset, Trainer.Fit(mnist.OfSplit("train"), TrainingOptions.ForPreset(preset)).Model));

(string Name, Func<float[,], Random, float[,]> Draw, bool DarkOnLight)[] ways =
[
    ("shifted by up to 6 pixels", Shifted, false),
    ("in a corner", (ink, random) => Cornered(ink, random, 28), false),
    ("in a corner of 84×84", (ink, random) => Cornered(ink, random, 84), true),
    ("small: half the size", (ink, _) => Placed(Resized(ink, 14, 14), 28, 7, 7), false),
    ("thin pen: 1 pixel narrower", (ink, _) => Thinned(ink, 4), false),
    ("thin pen: 1¼ pixels narrower", (ink, _) => Thinned(ink, 5), false),
    ("stretched: half as wide again", (ink, _) => Resized(ink, 28, 42), false),
    ("stretched: half as high again", (ink, _) => Resized(ink, 42, 28), true),
    ("stretched to fill 28×28", (ink, _) => Resized(Cut(ink), 28, 28), false),
    ("tight crop", (ink, _) => Cut(ink), false),
    ("tight crop, dark on light", (ink, _) => Cut(ink), true),
    ("light on dark, 280×280", (ink, _) => Resized(ink, 280, 280), false),
    ("dark on light, 280×280", (ink, _) => Resized(ink, 280, 280), true),
    ("dark on light, 28×28", (ink, _) => ink, true),
];

double[] asTheyAre = [.. models.Select(m => Share(m.Model, originals))];
Console.WriteLine($"{count} test images of MNIST\n");
Console.WriteLine($"| drawn | {string.Join(" | ", models.Select(m => m.Name))} |");
Console.WriteLine($"| --- | {string.Join(" | ", models.Select(_ => "---"))} |");
Console.WriteLine($"| as they are | {string.Join(" | ", asTheyAre.Select(a => $"{100 * a:F1} %"))} |");
foreach ((string name, Func<float[,], Random, float[,]> draw, bool dark) in ways)
{
    var random = new Random(7);
    byte[] pixels = new byte[count * 784];
    int refused = 0;
    for (int i = 0; i < count; i++)
    {
        float[,] ink = draw(Ink(originals.Image(i)), random);
        try
        {
            InkExtractor.Prepare(ToBitmap(ink, dark), 28, 28, $"{i}").CopyTo(pixels, i * 784);
        }
        catch (DataFormatException e)
        {
            Console.Error.WriteLine($"{name}: {e.Message}");
            refused++;
        }
    }

    Dataset prepared = Dataset.Create("drawn", "test", 28, 28, pixels, originals.Labels(), originals.ClassNames);
    double[] shares = [.. models.Select(m => Share(m.Model, prepared))];
    Console.WriteLine($"| {name} | {string.Join(" | ", shares.Zip(asTheyAre, (a, b) => $"{100 * a:F1} % ({100 * a / b:F1})"))} |{(refused > 0 ? $" {refused} refused" : "")}");
}

int unchanged = Enumerable.Range(0, mnist.Count).AsParallel().Count(i =>
    InkExtractor.Prepare(new Bitmap(28, 28, 1, mnist.Image(i).ToArray()), 28, 28, "").AsSpan().SequenceEqual(mnist.Image(i)));
Console.WriteLine($"\n{unchanged:N0} of MNIST's {mnist.Count:N0} images are left as they are, pixel by pixel.");

static double Share(Classifier model, Dataset data)
{
    Predictions read = model.Predict(data, _ => PredictionOrigin.HeldOut, Environment.ProcessorCount);
    return 1 - ((double)Enumerable.Range(0, data.Count).Count(read.IsMisread) / data.Count);
}

static float[,] Ink(ReadOnlySpan<byte> image)
{
    float[,] ink = new float[28, 28];
    for (int i = 0; i < 784; i++)
        ink[i / 28, i % 28] = image[i] / 255f;
    return ink;
}

static Bitmap ToBitmap(float[,] ink, bool dark)
{
    var bitmap = new Bitmap(ink.GetLength(1), ink.GetLength(0), 1);
    for (int i = 0; i < bitmap.Pixels.Length; i++)
    {
        int level = Math.Clamp((int)((255 * ink[i / bitmap.Width, i % bitmap.Width]) + 0.5f), 0, 255);
        bitmap.Pixels[i] = (byte)(dark ? 255 - level : level);
    }

    return bitmap;
}

static float[,] Resized(float[,] ink, int height, int width)
{
    ResampleFilter filter = height < ink.GetLength(0) ? ResampleFilter.Area : ResampleFilter.Bilinear;
    float[] values = Resample.Resize([.. ink.Cast<float>()], ink.GetLength(1), ink.GetLength(0), width, height, filter);
    float[,] result = new float[height, width];
    for (int i = 0; i < values.Length; i++)
        result[i / width, i % width] = values[i];
    return result;
}

static float[,] Placed(float[,] ink, int side, int top, int left)
{
    float[,] result = new float[side, side];
    for (int y = 0; y < ink.GetLength(0); y++)
    {
        for (int x = 0; x < ink.GetLength(1); x++)
        {
            if ((uint)(y + top) < (uint)side && (uint)(x + left) < (uint)side)
                result[y + top, x + left] = ink[y, x];
        }
    }

    return result;
}

static float[,] Shifted(float[,] ink, Random random) => Placed(ink, 28, random.Next(-6, 7), random.Next(-6, 7));

static float[,] Cornered(float[,] ink, Random random, int side)
{
    float[,] cut = Cut(ink);
    return Placed(cut, side, random.Next(2) * (side - cut.GetLength(0)), random.Next(2) * (side - cut.GetLength(1)));
}

static float[,] Cut(float[,] ink)
{
    int[] rows = [.. Enumerable.Range(0, 28).Where(y => Enumerable.Range(0, 28).Any(x => ink[y, x] > 0))];
    int[] columns = [.. Enumerable.Range(0, 28).Where(x => Enumerable.Range(0, 28).Any(y => ink[y, x] > 0))];
    float[,] cut = new float[rows[^1] - rows[0] + 1, columns[^1] - columns[0] + 1];
    for (int y = 0; y < cut.GetLength(0); y++)
    {
        for (int x = 0; x < cut.GetLength(1); x++)
            cut[y, x] = ink[rows[0] + y, columns[0] + x];
    }

    return cut;
}

// The least of side × side pixels at four times the size.
static float[,] Thinned(float[,] ink, int side)
{
    float[,] large = Resized(ink, 112, 112), thin = new float[112, 112];
    for (int y = 0; y < 112; y++)
    {
        for (int x = 0; x < 112; x++)
        {
            float least = 1;
            for (int k = 0; k < side * side; k++)
            {
                int v = Math.Clamp(y + (k / side) - 2, 0, 111), u = Math.Clamp(x + (k % side) - 2, 0, 111);
                least = Math.Min(least, large[v, u]);
            }

            thin[y, x] = least;
        }
    }

    return Resized(thin, 28, 28);
}
