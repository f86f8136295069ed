namespace Misread.Findings;

/// <summary>Which images to look at, and in which order. Of equal images the one that comes first in the data set is first.</summary>
public enum SelectionKind
{
    /// <summary><c>misread</c>: predicted otherwise than labelled, in the order of the data set.</summary>
    Misread,

    /// <summary><c>top-errors</c>: misread, by p(predicted) − p(label), descending: the label looks wrong to the model.</summary>
    TopErrors,

    /// <summary><c>ambiguous</c>: misread, by p(predicted), descending: the most confident mistakes.</summary>
    Ambiguous,

    /// <summary><c>least-certain</c>: all images, by p(predicted), ascending.</summary>
    LeastCertain,

    /// <summary><c>margin</c>: all images, by the greatest less the second greatest probability, ascending.</summary>
    Margin,

    /// <summary><c>entropy</c>: all images, by the entropy of their probabilities, descending.</summary>
    Entropy,
}
