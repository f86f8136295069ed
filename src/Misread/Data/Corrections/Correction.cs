namespace Misread.Data;

/// <summary>One decision about the label of one image.</summary>
/// <param name="When">When it was taken.</param>
/// <param name="Id">The image, <see cref="Dataset.Id(int)"/>.</param>
/// <param name="Original">Name of the class that the data set gives it; empty when it gives none.</param>
/// <param name="Label">Name of the right class, or <see cref="Exclude"/>; the original one takes back what was decided before.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="By">Who decided.</param>
public sealed record Correction(DateTimeOffset When, string Id, string Original, string Label, string Reason, string By)
{
    /// <summary>In place of a label: the image is left out.</summary>
    public const string Exclude = "exclude";

    /// <summary>Whether it leaves the image as the data set has it.</summary>
    public bool IsUndo => string.Equals(Label, Original, StringComparison.Ordinal);
}
