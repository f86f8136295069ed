using System.Globalization;
using Misread.Runs;
using Misread.Training;

namespace Misread.Report;

/// <summary>Numbers as people read them, the same on every machine.</summary>
internal static class Show
{
    /// <summary><c>97.80 %</c>, with a narrow no-break space.</summary>
    public static string Percent(double share, int decimals = 2) => $"{Number(share * 100, decimals)}\u202f%";

    /// <summary><c>97.50–98.07 %</c>.</summary>
    public static string Interval(double low, double high) => $"{Number(low * 100, 2)}–{Percent(high)}";

    /// <summary>
    /// A confidence: <c>87 %</c>, and <c>99.97 %</c> where the next whole number would be 100, which no network means.
    /// </summary>
    public static string Confidence(double share) => share switch
    {
        >= 0.9999 => "> 99.99\u202f%",
        >= 0.995 => $"{Number(Math.Floor(share * 10_000) / 100, 2)}\u202f%",
        _ => Percent(share, 0),
    };

    /// <summary>A small probability: <c>3.1 %</c>, <c>0.4 %</c>, <c>&lt; 0.1 %</c>.</summary>
    public static string Probability(double share) => share switch
    {
        < 0.001 => "< 0.1\u202f%",
        > 0.999 => "> 99.9\u202f%",
        _ => Percent(share, 1),
    };

    /// <summary>A probability where there is little room: <c>87 %</c>, <c>&gt; 99 %</c>.</summary>
    public static string Roughly(double share) => share switch
    {
        < 0.01 => "< 1\u202f%",
        > 0.99 => "> 99\u202f%",
        _ => Percent(share, 0),
    };

    /// <summary><c>10,000</c>.</summary>
    public static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>1 image</c>, <c>10,000 images</c>.</summary>
    public static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{Count(count)} {many}";

    /// <summary>
    /// How frequent something is: <c>1 label in 47 is</c>; from one in two on as a share, <c>82.5 % of the test images are</c>, since there is no
    /// "one in 1".
    /// </summary>
    /// <param name="what">A noun, <c>label</c>, or <c>of the …</c> with a plural.</param>
    /// <param name="part">1 or more.</param>
    /// <param name="whole">At least as many.</param>
    public static string OneIn(string what, int part, int whole)
    {
        bool many = what.StartsWith("of ", StringComparison.Ordinal);
        if (part > 0.4 * whole)
            return many ? $"{Percent(part / (double)whole, 1)} {what} are" : $"{Percent(part / (double)whole, 1)} of the {what}s are";
        int inHow = (int)Math.Round(whole / (double)part);
        return many ? $"One in {Count(inHow)} {what} is" : $"One {what} in {Count(inHow)} is";
    }

    /// <summary>With so many decimals.</summary>
    public static string Number(double value, int decimals) =>
        // Rounded first, and 0 added, so that a small negative value is not shown as -0.
        (Math.Round(value, decimals) + 0.0).ToString(string.Create(CultureInfo.InvariantCulture, $"F{decimals}"), CultureInfo.InvariantCulture);

    /// <summary>With as few digits as will do, for settings: <c>0.001</c>.</summary>
    public static string Setting(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    /// <summary>The settings of a training that are worth a line: all that are not off, by the names they are declared with.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(TrainingInfo training)
    {
        TrainingOptions options = training.ToOptions();
        return TrainingSettings.All
            .Select(s => (Name: string.Concat(s.Name[..1].ToUpperInvariant(), s.Name.AsSpan(1)).Replace('-', ' '), Value: s.Text(options)))
            .Where(s => s.Value is not (null or "0" or "none"))
            .Select(s => (s.Name, s.Value!));
    }

    /// <summary>For attributes and coordinates: at most three decimals.</summary>
    public static string Css(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary><c>0.4 s</c>, <c>52 s</c>, <c>3 min 20 s</c>, <c>1 h 04 min</c>.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 10 => $"{Number(seconds, 1)} s",
        < 120 => $"{Number(seconds, 0)} s",
        < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60:D2} s",
        _ => $"{(int)seconds / 3600} h {(int)seconds % 3600 / 60:D2} min",
    };
}
