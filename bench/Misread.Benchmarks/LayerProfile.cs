using System.Diagnostics;
using Misread.IO;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;

namespace Misread.Benchmarks;

/// <summary>
/// Where the time of a training step goes: for each layer the shortest time of its forward and backward pass over many
/// steps. The shortest, because on a shared machine it is the one that no one else took part in.
/// </summary>
internal static unsafe class LayerProfile
{
    /// <summary>Prints a table in microseconds a step.</summary>
    public static void Run(string title, Sequential network, int batch, int threads, int steps)
    {
        network.Initialize(1);
        using var team = new ThreadTeam(threads);
        network.Allocate(batch, threads, training: true);
        var optimizer = new Adam();
        optimizer.Allocate(network.Values.Length);
        var random = new Prng(2);
        // As empty as MNIST: four of five pixels are 0.
        foreach (ref float x in new Span<float>(network.Input, batch * network.InputShape.Size))
            x = random.NextDouble() < 0.8 ? 0 : (float)random.NextDouble();
        network.Pixels?.SetScale(1f / 255);
        for (int n = 0; n < batch && network.Pixels is not null; n++)
        {
            foreach (ref byte x in network.Pixels.Row(n))
                x = random.NextDouble() < 0.8 ? (byte)0 : (byte)(1 + random.Next(255));
        }

        float[] gradient = [.. Enumerable.Range(0, batch * network.OutputShape.Size).Select(_ => (float)random.NextNormal() / batch)];
        int count = network.Layers.Count;
        double[] forward = NewTimes(count);
        double[] backward = NewTimes(count);
        double update = double.MaxValue;
        double whole = double.MaxValue;
        var pass = new Pass { Team = team, Batch = batch, Training = true, FromPixels = network.Pixels is not null };
        for (int step = 0; step < steps; step++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                long t = Stopwatch.GetTimestamp();
                network.Layers[i].Forward(pass);
                forward[i] = Math.Min(forward[i], Microseconds(t));
            }

            gradient.CopyTo(new Span<float>(network.OutputGradient, gradient.Length));
            for (int i = count - 1; i >= 0; i--)
            {
                long t = Stopwatch.GetTimestamp();
                network.Layers[i].Backward(pass);
                backward[i] = Math.Min(backward[i], Microseconds(t));
            }

            long u = Stopwatch.GetTimestamp();
            optimizer.Step(network.Values, network.Gradients, 1e-6, team);
            update = Math.Min(update, Microseconds(u));
            whole = Math.Min(whole, Microseconds(start));
        }

        Console.WriteLine($"{title}, batch {batch}, {threads} threads, {Simd.InstructionSet}: shortest step {whole:F0} µs");
        for (int i = 0; i < count; i++)
            Console.WriteLine($"  {network.Layers[i].GetType().Name,-12} {network.Layers[i].OutputShape,-12} forward {forward[i],8:F1}  backward {backward[i],8:F1}");
        Console.WriteLine($"  Adam {update,38:F1}");
    }

    private static double[] NewTimes(int count)
    {
        double[] times = new double[count];
        Array.Fill(times, double.MaxValue);
        return times;
    }

    private static double Microseconds(long since) => Stopwatch.GetElapsedTime(since).TotalMicroseconds;
}
