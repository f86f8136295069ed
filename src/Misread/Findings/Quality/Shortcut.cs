using Misread.Imaging;

namespace Misread.Findings;

/// <summary>What it means that a property tells labels apart.</summary>
public enum ShortcutVerdict
{
    /// <summary>It does not, beyond chance.</summary>
    None,

    /// <summary><c>differs between classes</c>: it does, but no more than is no fault. A 1 has less ink than an 8.</summary>
    Differs,

    /// <summary><c>shortcut</c>: a network may learn it instead of the picture.</summary>
    Shortcut,
}

/// <summary>How well one property alone predicts the labels.</summary>
/// <param name="Property">The property.</param>
/// <param name="BalancedAccuracy">The mean over classes of the share of their images that it predicts, 0 … 1.</param>
/// <param name="Chance">1 / K.</param>
/// <param name="NullHigh">What 95 % of permuted labelings stay below.</param>
/// <param name="PValue">Of the permutations.</param>
/// <param name="AdjustedPValue">The same, corrected for all properties (Holm).</param>
/// <param name="AgreeAccuracy">The model's accuracy where the property predicts the given label; NaN without a model, or where it never does.</param>
/// <param name="DisagreeAccuracy">The model's accuracy where it predicts another: if much lower, the model leans on it.</param>
/// <param name="Verdict">What it means.</param>
public sealed record Shortcut(
    ImageProperty Property,
    double BalancedAccuracy,
    double Chance,
    double NullHigh,
    double PValue,
    double AdjustedPValue,
    double AgreeAccuracy,
    double DisagreeAccuracy,
    ShortcutVerdict Verdict)
{
    /// <summary>The share of the way from chance to certainty, (BA − 1/K) / (1 − 1/K).</summary>
    public double Gain => (BalancedAccuracy - Chance) / (1 - Chance);
}
