using Misread.Nn;
using Misread.Numerics;
using Misread.Tests.Numerics;

namespace Misread.Tests.Nn;

/// <summary>
/// A network once more, in double, from the scalar twins: the independent oracle of which finite differences are taken.
/// </summary>
internal sealed class DoubleNetwork
{
    private readonly Sequential _network;

    public DoubleNetwork(Sequential network)
    {
        _network = network;
        Parameters = [.. network.Parameters().Select(p => KernelTesting.ToDouble(p.Parameter.Values))];
    }

    /// <summary>In the order of <see cref="Sequential.Parameters"/>.</summary>
    public double[][] Parameters { get; }

    public double[] Forward(double[] x, bool training, uint key)
    {
        int next = 0;
        foreach (Layer layer in _network.Layers)
        {
            double[][] p = Parameters[next..(next + layer.Parameters.Count)];
            next += p.Length;
            x = Forward(layer, p, x, training, key);
        }

        return x;
    }

    private static double[] Forward(Layer layer, double[][] p, double[] x, bool training, uint key)
    {
        Shape s = layer.InputShape;
        switch (layer)
        {
            case Dense dense:
                return Activate(ReferenceLayers.Dense<double>(x, p[0], p[1]), dense.Activation);
            case Conv2D conv:
                double[] y = ReferenceLayers.Conv2D<double>(
                    x, s.Height, s.Width, s.Channels, p[0], conv.KernelSize, p[1], conv.Stride, conv.Padding == Padding.Same);
                return Activate(y, conv.Activation);
            case MaxPool2D pool:
                return ReferenceLayers.MaxPool2D<double>(x, s.Height, s.Width, s.Channels, pool.Size);
            case BatchNorm2D norm when training:
                return ReferenceLayers.BatchNorm2D<double>(x, p[0], p[1], norm.Epsilon);
            case BatchNorm2D norm:
                return [.. x.Select((v, i) => Normalise(v, i % s.Channels, p, norm.Epsilon))];
            case Relu:
                return ReferenceLayers.Relu<double>(x);
            case Dropout dropout when training && dropout.Rate > 0:
                uint mask = DropoutMask.Hash(dropout.Number, key);
                return [.. x.Select((v, i) => DropoutMask.Hash((uint)i, mask) < dropout.Rate * 4294967296.0 ? 0 : v / (1 - dropout.Rate))];
            default:
                return x;
        }
    }

    private static double[] Activate(double[] y, Activation activation) =>
        activation == Activation.Relu ? ReferenceLayers.Relu<double>(y) : y;

    private static double Normalise(double v, int c, double[][] p, double epsilon) =>
        ((v - p[2][c]) / Math.Sqrt(p[3][c] + epsilon) * p[0][c]) + p[1][c];
}
