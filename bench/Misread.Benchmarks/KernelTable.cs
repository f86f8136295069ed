using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using Misread.Numerics;

namespace Misread.Benchmarks;

/// <summary>
/// The kernels of <see cref="KernelBenchmarks"/> in turn, many rounds, the shortest time of each: half a minute instead of
/// BenchmarkDotNet's ten, and on a shared machine the figure that no one else took part in.
/// </summary>
internal static class KernelTable
{
    /// <summary>Prints the table of docs/performance.md, as Markdown.</summary>
    public static void Run(int rounds)
    {
        var kernels = new KernelBenchmarks();
        (string Name, Action Run)[] all =
        [
            .. typeof(KernelBenchmarks).GetMethods()
                .Where(m => m.GetCustomAttribute<BenchmarkAttribute>() is not null)
                .Select(m => (m.Name, m.CreateDelegate<Action>(kernels))),
        ];
        double[] shortest = new double[all.Length];
        Array.Fill(shortest, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < all.Length; i++)
                shortest[i] = Math.Min(shortest[i], Microseconds(all[i].Run));
        }

        double peak = Speed(0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| kernel, one thread, {Simd.InstructionSet} | µs | GFLOP/s | of peak |"));
        Console.WriteLine("| --- | --- | --- | --- |");
        for (int i = 0; i < all.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {all[i].Name} | {shortest[i]:F2} | {Speed(i):F0} | {100 * Speed(i) / peak:F0} % |"));

        double Speed(int i) => KernelBenchmarks.Operations[all[i].Name] / shortest[i] / 1e3;
    }

    // Long enough for the clock, short enough to fit between two turns of the scheduler.
    private static double Microseconds(Action run)
    {
        int times = 0;
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            run();
            times++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed.TotalMicroseconds < 200);
        return elapsed.TotalMicroseconds / times;
    }
}
