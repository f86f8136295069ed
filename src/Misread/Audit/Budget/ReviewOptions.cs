namespace Misread.Audit;

/// <summary>How a review mixes probes into its queue, and when it suggests to stop. Immutable.</summary>
public sealed record ReviewOptions
{
    /// <summary>Decides which images are probes.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Share of the actions that are probes, 0 (none; then nothing can be said of what is left) … 1; a fifth by default.</summary>
    public double Probes { get; init; } = 0.2;

    /// <summary>Images of a sheet, 1 … 1,000.</summary>
    public int SheetSize { get; init; } = 24;

    /// <summary>Share of a sheet's images that are controls, 0 … 0.5.</summary>
    public double Controls { get; init; } = 0.02;

    /// <summary>
    /// The share of all images up to which errors may be left, 0 … 1 exclusive; by default the half-width of the accuracy's own
    /// 95 % interval, but at least 0.1 % and at most 1 %.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>Expected share of wrong labels among the doubtful, between 0 and ½.</summary>
    public double DoubtfulRate { get; init; } = 0.01;

    /// <summary>Expected share of wrong labels among the rest, between 0 and ½.</summary>
    public double RestRate { get; init; } = 0.002;

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range; the message names it.</exception>
    public void Validate()
    {
        Check(Probes is >= 0 and <= 1, nameof(Probes), Probes);
        Check(SheetSize is >= 1 and <= 1000, nameof(SheetSize), SheetSize);
        Check(Controls is >= 0 and <= 0.5, nameof(Controls), Controls);
        Check(Tolerance is null or (> 0 and < 1), nameof(Tolerance), Tolerance ?? 0);
        Check(DoubtfulRate is > 0 and < 0.5, nameof(DoubtfulRate), DoubtfulRate);
        Check(RestRate is > 0 and < 0.5, nameof(RestRate), RestRate);

        static void Check(bool right, string name, double value)
        {
            if (!right)
                throw new ArgumentOutOfRangeException(name, value, "out of range");
        }
    }
}
