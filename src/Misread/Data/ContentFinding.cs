namespace Misread.Data;

/// <summary>What about the content of images or labels is unlikely to be meant.</summary>
public enum ContentKind
{
    /// <summary>Images of one level only.</summary>
    Blank,

    /// <summary>All images hold the same pixels.</summary>
    AllEqual,

    /// <summary>No pixel exceeds a few of 255 levels: 0 and 1, or 0 … 16.</summary>
    NearlyBlack,

    /// <summary>All labels are of one class.</summary>
    OneClass,

    /// <summary>Each label fits the image before or behind its own.</summary>
    LabelsMoved,

    /// <summary>A model reads the images better when they are inverted.</summary>
    Inverted,

    /// <summary>A model reads the images better when rows and columns are exchanged.</summary>
    Transposed,

    /// <summary>A model reads the images better when they are inverted, and rows and columns exchanged.</summary>
    InvertedAndTransposed,

    /// <summary>A model reads the images as the class before or behind their label.</summary>
    ClassesMoved,
}

/// <summary>One such thing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The fact with its numbers, one sentence without a full stop.</param>
/// <param name="Amount">
/// The number that a remedy needs: by how many rows the labels have to move (−1 or 1), by how much the classes' numbers differ, or
/// the greatest pixel; 0 for the others.
/// </param>
public sealed record ContentFinding(ContentKind Kind, string Text, int Amount = 0);
