using System.Numerics.Tensors;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// The mean of the weights after each of the last steps of a training (Polyak and Juditsky 1992): one network that lies in
/// the middle of those that the last steps wander through, and generalises better than most of them (Izmailov et al. 2018,
/// "Averaging weights leads to wider optima and better generalization", who take one network an epoch).
/// </summary>
/// <remarks>Elements are independent, so any number of threads gives the same bits. Not thread-safe.</remarks>
internal sealed unsafe class WeightAverage
{
    private readonly TeamTask _add;
    private readonly int _first;
    private float* _values;
    private float _share;

    /// <summary>Makes room for the mean.</summary>
    /// <param name="parameters">Number of values, a multiple of 16.</param>
    /// <param name="share">Share of the steps, at the end, whose weights are averaged, above 0; at least one step is.</param>
    /// <param name="steps">Steps of the whole training.</param>
    public WeightAverage(int parameters, double share, int steps)
    {
        Mean = new AlignedBuffer(parameters);
        _first = steps - Math.Max(1, (int)Math.Round(share * steps));
        _add = Add;
    }

    /// <summary>The mean so far, in the layout of <see cref="Nn.Sequential.Values"/>; zeros before the first averaged step.</summary>
    public AlignedBuffer Mean { get; }

    /// <summary>Takes in the weights after a step; each step of the training is told, in order.</summary>
    public void Add(AlignedBuffer values, int step, ThreadTeam team)
    {
        if (step < _first)
            return;
        _values = values.Pointer;
        _share = 1f / (step - _first + 1);
        team.Run(Mean.Length / 16, _add);
    }

    // mean += (w − mean) / n
    private void Add(int start, int end, int worker)
    {
        var mean = new Span<float>(Mean.Pointer + (start * 16), (end - start) * 16);
        var values = new ReadOnlySpan<float>(_values + (start * 16), mean.Length);
        TensorPrimitives.Lerp(mean, values, _share, mean);
    }
}
