namespace Misread.Findings;

/// <summary>Narrows a selection; what is <see langword="null"/> does not narrow it.</summary>
public sealed record SelectionFilter
{
    /// <summary>Only images of this split; none when the split does not occur.</summary>
    public string? Split { get; init; }

    /// <summary>Only images predicted as this class, 0 … K − 1.</summary>
    public int? Predicted { get; init; }

    /// <summary>Only images with this label, 0 … K − 1.</summary>
    public int? Label { get; init; }

    /// <summary>Only images that the model was trained on (<see langword="true"/>) or was not (<see langword="false"/>).</summary>
    public bool? Seen { get; init; }

    /// <summary>At most this many, the first in the order of the selection; 0 or more.</summary>
    public int? Top { get; init; }
}
