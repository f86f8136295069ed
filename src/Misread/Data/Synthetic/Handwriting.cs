using Misread.Numerics;

namespace Misread.Data;

/// <summary>
/// How one digit was written, all of it drawn from one random stream: care, slant, rotation, width, the bending of the whole,
/// the breadth and pressure of the pen, where it was put down and lifted.
/// </summary>
/// <remarks>
/// Draws are sums of uniform numbers and the arithmetic is +, −, ×, ÷ and square roots, which IEEE 754 rounds alike on every
/// machine; sines, logarithms and exponentials are not, so none occurs. Not thread-safe.
/// </remarks>
internal sealed class Handwriting
{
    private const int BendTerms = 7;

    private readonly Prng _random;
    private readonly double _haste;
    private readonly double _slant;
    private readonly double _cos;
    private readonly double _sin;
    private readonly double _width;
    private readonly double _taper;
    private readonly double[] _bend = new double[2 * BendTerms];
    private readonly double _radius;

    /// <summary>Draws a hand.</summary>
    /// <param name="random">The stream of this image.</param>
    public Handwriting(Prng random)
    {
        _random = random;
        double u = random.NextDouble();
        _haste = 0.55 + 1.5 * u * u * u;
        _slant = 0.11 + 0.26 * Normal();
        // A rotation by θ with t = tan(θ/2), which needs no sine.
        double t = 0.05 * Normal();
        _cos = (1 - t * t) / (1 + t * t);
        _sin = 2 * t / (1 + t * t);
        _width = Math.Clamp(1.02 + 0.22 * Normal(), 0.4, 1.6);
        _taper = 0.12 * Normal();
        for (int i = 0; i < _bend.Length; i++)
            _bend[i] = 2.6 * _haste * Normal();
        double breadth = 1 + 0.32 * Normal();
        _radius = Math.Clamp(6.6 * breadth, 3, 13);
    }

    /// <summary>The half width of the pen, in design units.</summary>
    public double Radius => _radius;

    /// <summary>Moves a knot at random: more in a hasty hand.</summary>
    public DesignPoint Jitter(DesignPoint p) => new(p.X + 2.4 * _haste * Normal(), p.Y + 2.2 * _haste * Normal());

    /// <summary>Moves the start of a stroke along its tangent: the pen comes down late or early, and is lifted so.</summary>
    public double Overshoot() => 5 * _haste * Normal();

    /// <summary>Bends, tapers, stretches, slants and rotates a point about the middle of the design.</summary>
    public DesignPoint Deform(DesignPoint p)
    {
        double u = (p.X - 50) / 50, v = (p.Y - 50) / 50;
        ReadOnlySpan<double> terms = [u * v, u * u - 0.3, v * v - 0.3, u * u * u - 0.5 * u, u * u * v, u * v * v, v * v * v - 0.5 * v];
        double x = p.X - 50, y = p.Y - 50;
        for (int i = 0; i < BendTerms; i++)
        {
            x += _bend[i] * terms[i];
            y += _bend[BendTerms + i] * terms[i];
        }

        x *= _width * (1 + _taper * v);
        x -= _slant * y;
        return new DesignPoint(_cos * x - _sin * y, _sin * x + _cos * y);
    }

    /// <summary>The pressure along a stroke of <paramref name="points"/> points: factors of the pen's half width around 1.</summary>
    public double[] Pressure(int points)
    {
        double trend = 0.16 * Normal(), swell = 0.2 * Normal(), wave = 0.12 * Normal();
        double[] pressure = new double[points];
        for (int i = 0; i < points; i++)
        {
            double t = points > 1 ? 2.0 * i / (points - 1) - 1 : 0;
            pressure[i] = Math.Clamp(1 + trend * t + swell * (0.4 - t * t) + wave * t * (1 - t * t) * 2.6, 0.45, 1.7);
        }

        return pressure;
    }

    /// <summary>Nearly standard normal, at most 3.46 from 0: the sum of four uniform numbers, scaled.</summary>
    private double Normal() =>
        (_random.NextDouble() + _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 2) * 1.7320508075688772;
}
