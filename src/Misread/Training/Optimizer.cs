using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Changes parameters by their gradients, all in one pass over flat arrays. Formulas are PyTorch's; each optimizer says
/// its own. State (averages of gradients) belongs to the optimizer.
/// </summary>
/// <remarks>
/// Elements are independent, so any number of threads gives the same bits. State and values decay to 0 and not into
/// <see cref="Denormals"/>. Not thread-safe.
/// </remarks>
public abstract unsafe class Optimizer
{
    private readonly TeamTask _update;
    private AlignedBuffer[] _state = [];
    private float* _values;
    private float* _gradients;
    private double _learningRate;

    private protected Optimizer() => _update = UpdateShare;

    /// <summary>Names of the state arrays, which checkpoints use.</summary>
    internal abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Number of steps taken.</summary>
    internal int Steps { get; set; }

    /// <summary>The state arrays, in the order of <see cref="StateNames"/>.</summary>
    internal IReadOnlyList<AlignedBuffer> State => _state;

    /// <summary>Makes the state for that many parameters.</summary>
    internal void Allocate(int parameters)
    {
        _state = new AlignedBuffer[StateNames.Count];
        for (int i = 0; i < _state.Length; i++)
            _state[i] = new AlignedBuffer(parameters);
    }

    /// <summary>One step: values change in place.</summary>
    internal void Step(AlignedBuffer values, AlignedBuffer gradients, double learningRate, ThreadTeam team)
    {
        Steps++;
        _values = values.Pointer;
        _gradients = gradients.Pointer;
        _learningRate = learningRate;
        Prepare(learningRate);
        team.Run(values.Length / 16, _update);
    }

    /// <summary>Computes what is the same for all parameters of this step.</summary>
    private protected virtual void Prepare(double learningRate)
    {
    }

    /// <summary>Updates elements <paramref name="start"/> … <paramref name="end"/> − 1, both multiples of 16.</summary>
    private protected abstract void Update(float* values, float* gradients, double learningRate, int start, int end);

    private void UpdateShare(int start, int end, int worker) => Update(_values, _gradients, _learningRate, start * 16, end * 16);
}
