#:project ../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false
#:property NoWarn=$(NoWarn);CS1591;CA1303;MA0047;MA0048

// How the settings of the preset "fast" were chosen: trains on the first 50,000 of MNIST's training images and reads the
// last 10,000 after the last epoch. The test images are not opened. One line a training, then a table for
// docs/presets.md, in order of compute:
//
//     MISREAD_DATA=… dotnet run -c Release bench/choose-preset.cs -- SEEDS [SETTING…]
//
// SEEDS is a number: seeds 1 … SEEDS. A setting is written NETWORK/lr/batch/epochs, plain/0.002/64/2 say; without any,
// all that were tried are. Each training has one thread and two run side by side, which changes no result.
using System.Globalization;
using Misread.Data;
using Misread.Nn;
using Misread.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: dotnet run -c Release bench/choose-preset.cs -- SEEDS [NETWORK/LEARNING-RATE/BATCH/EPOCHS…]");
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

int[] seeds = [.. Enumerable.Range(1, int.Parse(args[0]))];
Dataset images = DatasetReader.Open(Path.Combine(Environment.GetEnvironmentVariable("MISREAD_DATA") ?? "data", "mnist"), "mnist").OfSplit("train");
Dataset train = images.Take(50_000);
Dataset validation = images.Subset([.. Enumerable.Range(50_000, 10_000)]);
Setting[] settings = [.. (args.Length > 1 ? args[1..] : tried).Select(Setting.Parse)];
double[,] accuracies = new double[settings.Length, seeds.Length];
Parallel.For(0, settings.Length * seeds.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
{
    (int setting, int seed) = (i / seeds.Length, i % seeds.Length);
    accuracies[setting, seed] = settings[setting].Accuracy(train, validation, seeds[seed]);
    Console.Error.WriteLine($"{settings[setting]} seed {seeds[seed]}: {100 * accuracies[setting, seed]:F2} %");
});

Console.WriteLine("| network | learning rate | batch | epochs | TFLOP for 60,000 | validation accuracy, seeds 1, 2, … | mean ± sd |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
foreach (int s in Enumerable.Range(0, settings.Length).OrderBy(s => settings[s].Teraflops))
{
    double[] runs = [.. seeds.Select((_, i) => 100 * accuracies[s, i])];
    double mean = runs.Average();
    double deviation = Math.Sqrt(runs.Sum(a => (a - mean) * (a - mean)) / Math.Max(1, runs.Length - 1));
    string each = string.Join(" ", runs.Select(a => a.ToString("F2")));
    Console.WriteLine($"| {settings[s].Row} | {settings[s].Teraflops:F2} | {each} | {mean:F3} ± {deviation:F3} |");
}

return 0;

internal sealed record Setting(string Network, double LearningRate, int Batch, int Epochs)
{
    public string Row => $"{Network} | {LearningRate} | {Batch} | {Epochs}";

    /// <summary>Two operations a product and sum; the way back counted as twice the way forth.</summary>
    public double Teraflops => 6e-12 * 60_000 * Epochs * Create().Layers.Sum(Products);

    public static Setting Parse(string text)
    {
        string[] parts = text.Split('/');
        return new Setting(parts[0], double.Parse(parts[1]), int.Parse(parts[2]), int.Parse(parts[3]));
    }

    public override string ToString() => $"{Network}/{LearningRate}/{Batch}/{Epochs}";

    public double Accuracy(Dataset train, Dataset validation, int seed)
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
        };
        Classifier model = Trainer.Fit(network, train, options).Model;
        float[] p = model.PredictProbabilities(validation, threads: 1);
        int hits = Enumerable.Range(0, validation.Count)
            .Count(i => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(p.AsSpan(i * 10, 10)) == validation.Label(i));
        return (double)hits / validation.Count;
    }

    // plain: ReLU behind each convolution; norm: pooling, then batch normalisation, then ReLU, on a quarter of the map.
    // A name may end in the numbers of filters and units: plain-16-32-128. The default is 24-32-256.
    private Sequential Create()
    {
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

    private static double Products(Layer layer) => layer switch
    {
        Conv2D c => (double)c.OutputShape.Size * c.KernelSize * c.KernelSize * c.InputShape.Channels,
        Dense d => (double)d.InputShape.Size * d.Units,
        _ => 0,
    };
}
