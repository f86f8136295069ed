using System.Globalization;

namespace Misread.Charts;

/// <summary>An axis: values from <paramref name="Low"/> to <paramref name="High"/> lie evenly from <paramref name="Start"/> to
/// <paramref name="End"/>.</summary>
/// <param name="Low">The value at the start.</param>
/// <param name="High">The value at the end, greater than <paramref name="Low"/>.</param>
/// <param name="Step">The distance of the ticks, in values.</param>
/// <param name="Start">Where the axis starts.</param>
/// <param name="End">Where it ends.</param>
internal sealed record LinearScale(double Low, double High, double Step, double Start, double End)
{
    /// <summary>
    /// An axis whose ticks are 1, 2 or 5 times a power of ten apart (P. Heckbert, "Nice numbers for graph labels", Graphics
    /// Gems, 1990), and whose ends are ticks.
    /// </summary>
    /// <param name="low">The least value to show.</param>
    /// <param name="high">The greatest value to show.</param>
    /// <param name="start">Where the axis starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="ticks">About how many ticks to make.</param>
    public static LinearScale Nice(double low, double high, double start, double end, int ticks = 5)
    {
        if (!(high > low))
            high = low + Math.Max(Math.Abs(low), 1);
        double step = NiceStep((high - low) / ticks);

        // A value a rounding error beyond a tick belongs to that tick.
        double first = Math.Floor((low / step) + 1e-9) * step;
        double last = Math.Ceiling((high / step) - 1e-9) * step;
        return new LinearScale(first, last, step, start, end);
    }

    /// <summary>Where a value lies.</summary>
    public double At(double value) => Start + ((value - Low) / (High - Low) * (End - Start));

    /// <summary>The left edge and the width of a bar between two values, with a little space to its neighbours.</summary>
    public (double Left, double Width) Between(double from, double to)
    {
        double width = At(to) - At(from);
        double space = Math.Min(1, 0.2 * width);
        return (At(from) + (space / 2), width - space);
    }

    /// <summary>The values of the ticks, rising.</summary>
    public IEnumerable<double> Ticks()
    {
        int count = (int)(((High - Low) / Step) + 1e-9);
        return Enumerable.Range(0, count + 1).Select(i => Low + (i * Step));
    }

    /// <summary>A tick's value with as many decimals as tell it from the next; large ones as 20k or 1.5M.</summary>
    public string Format(double value)
    {
        if (Math.Max(Math.Abs(Low), Math.Abs(High)) >= 1e9)
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        if (Step >= 1000)
            return Compact(value);
        int decimals = Math.Clamp((int)-Math.Floor(Math.Log10(Step) + 1e-9), 0, 9);
        return value.ToString("F" + decimals, CultureInfo.InvariantCulture);
    }

    /// <summary>A count in at most four characters or so: 950, 1.2k, 20k, 1.5M.</summary>
    public static string Compact(double count)
    {
        (double divided, string unit) = Math.Abs(count) switch
        {
            >= 999_500 => (count / 1e6, "M"),
            >= 1000 => (count / 1e3, "k"),
            _ => (count, ""),
        };
        return divided.ToString(Math.Abs(divided) < 9.95 && unit.Length > 0 ? "0.#" : "0", CultureInfo.InvariantCulture) + unit;
    }

    private static double NiceStep(double raw)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double fraction = raw / power;
        return power * (fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10);
    }
}
