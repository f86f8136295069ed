using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Misread.Benchmarks;
using Misread.Nn;

// Kernels on one thread, with GFLOP/s and the share of the measured peak (BenchmarkDotNet; its options may follow):
//
//   dotnet run -c Release --project bench/Misread.Benchmarks
//
// The same table for docs/performance.md in half a minute, shortest times:
//
//   dotnet run -c Release --project bench/Misread.Benchmarks -- table [rounds]
//
// Where the time of a training step goes, layer by layer:
//
//   dotnet run -c Release --project bench/Misread.Benchmarks -- profile [threads] [steps]
if (args.Length > 0 && args[0] == "table")
{
    KernelTable.Run(args.Length > 1 ? int.Parse(args[1]) : 10_000);
    return;
}

if (args.Length == 0 || args[0] != "profile")
{
    // In this process, so that the kernels are the ones that were built with this repository's settings.
    ManualConfig config = DefaultConfig.Instance
        .AddJob(Job.MediumRun.WithToolchain(InProcessEmitToolchain.Instance).WithMinIterationTime(Perfolizer.Horology.TimeInterval.Millisecond * 50))
        .AddColumn(StatisticColumn.Median, new GigaflopsColumn(ofPeak: false), new GigaflopsColumn(ofPeak: true));
    BenchmarkRunner.Run<KernelBenchmarks>(config, args);
    return;
}

int threads = args.Length > 1 ? int.Parse(args[1]) : 1;
int steps = args.Length > 2 ? int.Parse(args[2]) : 300;
LayerProfile.Run("cnn-small", ModelPresets.Create("cnn-small", new Shape(28, 28, 1), 10), 32, threads, steps);
LayerProfile.Run("mlp", ModelPresets.Create("mlp", new Shape(28, 28, 1), 10), 512, threads, steps);
LayerProfile.Run("fast", ModelPresets.Create("fast", new Shape(28, 28, 1), 10), 64, threads, steps);
LayerProfile.Run("accurate", ModelPresets.Create("accurate", new Shape(28, 28, 1), 10), 64, threads, steps / 4);
LayerProfile.Run(
    "2-conv network",
    new Sequential(
        new Shape(28, 28, 1),
        new Conv2D(32, 3, activation: Activation.Relu),
        new Conv2D(64, 3, activation: Activation.Relu),
        new MaxPool2D(),
        new Dropout(0.25),
        new Flatten(),
        new Dense(128, Activation.Relu),
        new Dropout(0.5),
        new Dense(10)),
    128,
    threads,
    steps / 20);
