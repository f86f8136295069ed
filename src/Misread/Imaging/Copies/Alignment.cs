namespace Misread.Imaging;

/// <summary>How well one image lies on another, and where.</summary>
/// <param name="Correlation">r: the greatest normalised cross-correlation of grey, 0 … 1.</param>
/// <param name="Detail">d: the same of fine detail at that scale, 0 … 1.</param>
/// <param name="Scale">c: the side of one as a share of the other's, .56 … 1.</param>
/// <param name="IsMirrored">Whether one of them is mirrored.</param>
public readonly record struct Alignment(double Correlation, double Detail, double Scale, bool IsMirrored)
{
    /// <summary>
    /// Whether the two are copies of one image: with a scale of .85 or more r ≥ .85 and d ≥ .65; below, where plain pictures are
    /// alike by chance, r ≥ .90 and d ≥ .80.
    /// </summary>
    public bool IsCopy => Scale >= 0.85 ? Correlation >= 0.85 && Detail >= 0.65 : Correlation >= 0.90 && Detail >= 0.80;
}
