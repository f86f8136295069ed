using System.Globalization;

namespace Misread.Data;

/// <summary>A place in the square in which digits are designed: 0 … 100 from left to right and from top to bottom.</summary>
internal readonly record struct DesignPoint(double X, double Y);

/// <summary>One way to write a digit: the strokes of the pen, each a few points that a smooth curve passes through.</summary>
internal sealed class Allograph
{
    private readonly Knot[][] _strokes;

    private Allograph(int digit, double weight, Knot[][] strokes)
    {
        Digit = digit;
        Weight = weight;
        _strokes = strokes;
    }

    /// <summary>The digit that this writes.</summary>
    public int Digit { get; }

    /// <summary>How often it occurs, relative to the other allographs of its digit.</summary>
    public double Weight { get; }

    /// <summary>Number of strokes.</summary>
    public int StrokeCount => _strokes.Length;

    /// <summary>Reads the notation of the table: points <c>x,y</c>, an exclamation mark behind a corner, a bar where the pen is lifted.</summary>
    public static Allograph Parse(int digit, double weight, string text)
    {
        Knot[][] strokes = [.. text.Split('|', StringSplitOptions.TrimEntries).Select(stroke =>
            stroke.Split(' ').Select(ParseKnot).ToArray())];
        return new Allograph(digit, weight, strokes);
    }

    /// <summary>
    /// The curve of one stroke: uniform Catmull–Rom splines (Catmull and Rom 1974) through the points, a new spline after
    /// each corner, after every point was moved a little.
    /// </summary>
    /// <param name="stroke">0 … <see cref="StrokeCount"/> − 1.</param>
    /// <param name="move">The place to which a point is moved; called once a point, in order.</param>
    /// <param name="stepsPerKnot">Points of the result from one point to the next.</param>
    public List<DesignPoint> Trace(int stroke, Func<DesignPoint, DesignPoint> move, int stepsPerKnot)
    {
        Knot[] knots = _strokes[stroke];
        DesignPoint[] moved = [.. knots.Select(k => move(k.Point))];
        var curve = new List<DesignPoint>(knots.Length * stepsPerKnot + 1) { moved[0] };
        for (int i = 0; i + 1 < knots.Length; i++)
        {
            DesignPoint p1 = moved[i], p2 = moved[i + 1];
            DesignPoint p0 = i == 0 || knots[i].Corner ? Mirror(p1, p2) : moved[i - 1];
            DesignPoint p3 = i + 2 == knots.Length || knots[i + 1].Corner ? Mirror(p2, p1) : moved[i + 2];
            for (int step = 1; step <= stepsPerKnot; step++)
            {
                double t = (double)step / stepsPerKnot;
                curve.Add(new DesignPoint(CatmullRom(p0.X, p1.X, p2.X, p3.X, t), CatmullRom(p0.Y, p1.Y, p2.Y, p3.Y, t)));
            }
        }

        return curve;
    }

    private static DesignPoint Mirror(DesignPoint end, DesignPoint next) => new(2 * end.X - next.X, 2 * end.Y - next.Y);

    private static double CatmullRom(double p0, double p1, double p2, double p3, double t) =>
        p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));

    private static Knot ParseKnot(string text)
    {
        string[] parts = text.TrimEnd('!').Split(',');
        double x = double.Parse(parts[0], CultureInfo.InvariantCulture);
        double y = double.Parse(parts[1], CultureInfo.InvariantCulture);
        return new Knot(new DesignPoint(x, y), text.EndsWith('!'));
    }

    private readonly record struct Knot(DesignPoint Point, bool Corner);
}
