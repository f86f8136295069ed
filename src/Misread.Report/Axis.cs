namespace Misread.Report;

/// <summary>A linear axis of a chart: from values to coordinates, with round ticks.</summary>
/// <param name="Low">Value at <paramref name="From"/>.</param>
/// <param name="High">Value at <paramref name="To"/>, above <paramref name="Low"/>.</param>
/// <param name="From">Coordinate of <paramref name="Low"/>.</param>
/// <param name="To">Coordinate of <paramref name="High"/>.</param>
/// <param name="Step">Distance of ticks.</param>
internal sealed record Axis(double Low, double High, double From, double To, double Step)
{
    /// <summary>The values of the ticks, ascending.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            // Half a step beyond the end absorbs rounding.
            for (double i = Math.Ceiling((Low / Step) - 1e-9); i * Step < High + (Step * 1e-6); i++)
                yield return i * Step;
        }
    }

    /// <summary>Decimals that tell the ticks apart.</summary>
    public int Decimals => Math.Max(0, (int)Math.Ceiling(-Math.Log10(Step) - 1e-9));

    /// <summary>
    /// An axis that holds the values and begins and ends at ticks of 1, 2 or 5 times a power of ten (P. Heckbert, "Nice
    /// numbers for graph labels", Graphics Gems, 1990).
    /// </summary>
    /// <param name="low">Least value.</param>
    /// <param name="high">Greatest value.</param>
    /// <param name="from">Coordinate of the low end.</param>
    /// <param name="to">Coordinate of the high end.</param>
    /// <param name="ticks">About how many steps, at least 1.</param>
    /// <param name="max">Where the axis ends at the latest: 1 for shares.</param>
    public static Axis Around(double low, double high, double from, double to, int ticks = 4, double max = double.PositiveInfinity)
    {
        if (!(high - low > 1e-9))
            (low, high) = (Math.Min(low, max) - 0.5, Math.Min(high, max) + 0.5);
        double step = Nice((high - low) / ticks);
        double first = Math.Floor((low / step) + 1e-9) * step;
        double last = Math.Min(Math.Ceiling((high / step) - 1e-9) * step, max);
        return new Axis(first, last, from, to, step);
    }

    /// <summary>The coordinate of a value.</summary>
    public double At(double value) => From + ((value - Low) / (High - Low) * (To - From));

    /// <summary>The coordinate of a value, for an attribute.</summary>
    public string Css(double value) => Show.Css(At(value));

    private static double Nice(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double lead = step / power;
        return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }
}
