#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0047;MA0048

using System.Globalization;
using Misread.Data;
using Misread.Nn;
using Misread.Training;

// How the settings of the presets "fast" and "accurate" were chosen: trains on the first 50,000 of MNIST's training images
// and reads the last 10,000 after the last epoch. The test images are not opened. One line a training, then a table for
// docs/presets.md, in order of compute:
//
//     MISREAD_DATA=… dotnet run -c Release bench/choose-preset.cs -- SEEDS [SETTING…]
//
// SEEDS is a number: seeds 1 … SEEDS. Or "folds": seeds 1 … 5, each of which trains without one fifth of the 60,000 training
// images and reads that fifth, so that all of them are read once; what is told of two settings then rests on six times
// the images; "folds=1,3" for some of them. KEEP=FOLDER keeps the networks there, and goes on where it was stopped. A setting is written
// NETWORK/lr/batch/epochs, plain/0.002/64/2 say, and may go on with /AUGMENTATION/AVERAGE/WEIGHT-DECAY; without any, all
// that were tried for "fast" are. Each training has one thread and two run side by side, which changes no result.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/choose-preset.cs -- SEEDS [NETWORK/LEARNING-RATE/BATCH/EPOCHS[/AUGMENTATION[/AVERAGE[/WEIGHT-DECAY]]]…]");
    return 2;
}

string[] tried =
[
    "plain/0.001/64/2", "plain/0.002/64/2", "plain/0.004/64/2",
    "norm/0.002/64/2", "norm/0.005/64/2", "norm/0.005/32/2", "norm/0.01/64/2", "norm/0.01/128/2",
    "norm/0.005/64/3", "norm/0.01/64/3", "norm/0.01/64/4",
    "norm-16-32-128/0.005/64/3", "norm-16-32-128/0.01/64/4", "norm-16-32-128/0.01/32/4", "norm-16-32-128/0.01/128/4",
    "norm-16-32-128/0.01/64/5", "norm-16-48-128/0.01/64/4", "norm-32-64-128/0.01/64/2",
];

bool folds = args[0].StartsWith("folds", StringComparison.Ordinal);
int[] seeds = args[0].StartsWith("folds=", StringComparison.Ordinal)
    ? [.. args[0][6..].Split(',').Select(int.Parse)]
    : [.. Enumerable.Range(1, folds ? 5 : int.Parse(args[0]))];
Dataset images = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("train");
string? keep = Environment.GetEnvironmentVariable("KEEP");
Setting[] settings = [.. (args.Length > 1 ? args[1..] : tried).Select(Setting.Parse)];
double[,] accuracies = new double[settings.Length, seeds.Length];
Parallel.For(0, settings.Length * seeds.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
{
    (int setting, int seed) = (i / seeds.Length, i % seeds.Length);
    int first = folds ? (seeds[seed] - 1) * 12_000 : 50_000;
    int count = folds ? 12_000 : 10_000;
    Dataset train = images.Subset([.. Enumerable.Range(0, images.Count).Where(n => n < first || n >= first + count)]);
    Dataset validation = images.Subset([.. Enumerable.Range(first, count)]);
    string? path = keep is null ? null : Path.Combine(keep, $"{settings[setting].ToString().Replace('/', '_')}-{(folds ? "folds" : args[0])}-{seeds[seed]}.model");
    accuracies[setting, seed] = settings[setting].Accuracy(train, validation, seeds[seed], path);
    Console.Error.WriteLine($"{settings[setting]} seed {seeds[seed]}: {100 * accuracies[setting, seed]:F2} %");
});

Console.WriteLine("| network | learning rate | batch | epochs | augmentation | average | weight decay | TFLOP for 60,000 | validation accuracy, seeds 1, 2, … | mean ± sd |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
foreach (int s in Enumerable.Range(0, settings.Length).OrderBy(s => settings[s].Teraflops))
{
    double[] runs = [.. seeds.Select((_, i) => 100 * accuracies[s, i])];
    double mean = runs.Average();
    double deviation = Math.Sqrt(runs.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, runs.Length - 1));
    string each = string.Join(" ", runs.Select(a => a.ToString("F2")));
    Console.WriteLine($"| {settings[s].Row} | {settings[s].Teraflops:F2} | {each} | {mean:F3} ± {deviation:F3} |");
}

return 0;

internal sealed record Setting(
    string Network, double LearningRate, int Batch, int Epochs, Augmentation Augmentation, double Average, double WeightDecay)
{
    public string Row => $"{Network} | {LearningRate} | {Batch} | {Epochs} | {Augmentation} | {Average} | {WeightDecay}";

    /// <summary>Two operations a product and sum; the way back counted as twice the way forth.</summary>
    public double Teraflops => 6e-12 * 60_000 * Epochs * Create().Layers.Sum(Products);

    public static Setting Parse(string text)
    {
        string[] parts = text.Split('/');
        return new Setting(
            parts[0],
            double.Parse(parts[1]),
            int.Parse(parts[2]),
            int.Parse(parts[3]),
            Augmentation.Parse(parts.ElementAtOrDefault(4) ?? "none"),
            double.Parse(parts.ElementAtOrDefault(5) ?? "0"),
            double.Parse(parts.ElementAtOrDefault(6) ?? "0"));
    }

    public override string ToString() => $"{Network}/{LearningRate}/{Batch}/{Epochs}/{Augmentation}/{Average}/{WeightDecay}";

    public double Accuracy(Dataset train, Dataset validation, int seed, string? path)
    {
        bool isKept = path is not null && File.Exists(path);
        Classifier model = isKept ? Classifier.Load(path!) : Train(train, seed);
        if (path is not null && !isKept)
            model.Save(path);
        float[] p = model.PredictProbabilities(validation, threads: 1);
        int hits = Enumerable.Range(0, validation.Count)
            .Count(i => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(p.AsSpan(i * 10, 10)) == validation.Label(i));
        return (double)hits / validation.Count;
    }

    private Classifier Train(Dataset train, int seed)
    {
        Sequential network = Create();
        network.Initialize(seed);
        var options = new TrainingOptions
        {
            Seed = seed,
            Threads = 1,
            Epochs = Epochs,
            BatchSize = Batch,
            LearningRate = LearningRate,
            Schedule = ScheduleKind.OneCycle,
            Augmentation = Augmentation,
            Optimizer = WeightDecay > 0 ? OptimizerKind.AdamW : OptimizerKind.Adam,
            WeightDecay = WeightDecay,
            AverageWeights = Average,
        };
        return Trainer.Fit(network, train, options).Model;
    }

    // plain: ReLU behind each convolution; norm: pooling, then batch normalisation, then ReLU, on a quarter of the map.
    // A name may end in the numbers of filters and units: plain-16-32-128. The default is 24-32-256.
    // Or layers joined by points, each convolution followed by normalisation and ReLU: 5x32p is 32 filters of 5×5 with
    // pooling before them, 3x64s keeps the size, 5x32h halves it by a stride of 2, d30 drops 30 %, u128 is dense
    // with ReLU, deslant takes out the slant.
    private Sequential Create()
    {
        if (Network.Contains('.', StringComparison.Ordinal))
            return new Sequential(new Shape(28, 28, 1), [.. Network.Split('.').SelectMany(Layers), new Dense(10)]);
        string[] parts = Network.Split('-');
        int[] sizes = parts.Length == 4 ? [.. parts[1..].Select(int.Parse)] : [24, 32, 256];
        bool norm = parts[0] == "norm";
        Activation activation = norm ? Activation.None : Activation.Relu;
        var layers = new List<Layer>();
        foreach ((int filters, int kernel) in ((int, int)[])[(sizes[0], 5), (sizes[1], 3)])
        {
            layers.AddRange([new Conv2D(filters, kernel, activation: activation), new MaxPool2D()]);
            if (norm)
                layers.AddRange([new BatchNorm2D(), new Relu()]);
        }

        layers.AddRange([new Flatten(), new Dense(sizes[2], Activation.Relu), new Dense(10)]);
        return new Sequential(new Shape(28, 28, 1), [.. layers]);
    }

    private static IEnumerable<Layer> Layers(string text)
    {
        if (text == "deslant")
            return [new Deslant()];
        if (text[0] == 'd')
            return [new Dropout(double.Parse(text[1..]) / 100)];
        if (text[0] == 'u')
            return [new Flatten(), new Dense(int.Parse(text[1..]), Activation.Relu)];
        string[] sizes = text.TrimEnd('p', 's', 'h').Split('x');
        bool halves = text.EndsWith('h');
        Padding padding = halves || text.Contains('s', StringComparison.Ordinal) ? Padding.Same : Padding.Valid;
        Layer[] pool = text.EndsWith('p') ? [new MaxPool2D()] : [];
        return [new Conv2D(int.Parse(sizes[1]), int.Parse(sizes[0]), stride: halves ? 2 : 1, padding: padding), .. pool, new BatchNorm2D(), new Relu()];
    }

    private static double Products(Layer layer) => layer switch
    {
        Conv2D c => (double)c.OutputShape.Size * c.KernelSize * c.KernelSize * c.InputShape.Channels,
        Dense d => (double)d.InputShape.Size * d.Units,
        _ => 0,
    };
}
