using Misread.Numerics;

namespace Misread.Nn;

/// <summary>How a parameter begins. Fan-in and fan-out count the connections into and out of a unit.</summary>
public enum Initializer
{
    /// <summary>All 0.</summary>
    Zeros,

    /// <summary>All 1.</summary>
    Ones,

    /// <summary>Uniform in ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010, equation 16).</summary>
    GlorotUniform,

    /// <summary>Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010, equation 12).</summary>
    GlorotNormal,

    /// <summary>Uniform in ±√(6 / fan-in) (He et al. 2015, equation 10, as a uniform distribution).</summary>
    HeUniform,

    /// <summary>Normal with variance 2 / fan-in (He et al. 2015, equation 10).</summary>
    HeNormal,
}

/// <summary>Fills parameters.</summary>
internal static class Initializers
{
    /// <summary>Fills <paramref name="values"/> in order from <paramref name="random"/>.</summary>
    public static void Fill(Span<float> values, Initializer initializer, int fanIn, int fanOut, Prng random)
    {
        switch (initializer)
        {
            case Initializer.Zeros:
                values.Clear();
                break;
            case Initializer.Ones:
                values.Fill(1);
                break;
            case Initializer.GlorotUniform:
                Uniform(values, Math.Sqrt(6.0 / (fanIn + fanOut)), random);
                break;
            case Initializer.GlorotNormal:
                Normal(values, Math.Sqrt(2.0 / (fanIn + fanOut)), random);
                break;
            case Initializer.HeUniform:
                Uniform(values, Math.Sqrt(6.0 / fanIn), random);
                break;
            case Initializer.HeNormal:
                Normal(values, Math.Sqrt(2.0 / fanIn), random);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(initializer), initializer, "unknown initializer");
        }
    }

    private static void Uniform(Span<float> values, double limit, Prng random)
    {
        foreach (ref float value in values)
            value = (float)(((random.NextDouble() * 2) - 1) * limit);
    }

    private static void Normal(Span<float> values, double deviation, Prng random)
    {
        foreach (ref float value in values)
            value = (float)(random.NextNormal() * deviation);
    }
}
