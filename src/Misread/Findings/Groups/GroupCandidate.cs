namespace Misread.Findings;

/// <summary>Where a candidate comes from.</summary>
public enum GroupKind
{
    /// <summary><c>property</c>: one end of a property of the images.</summary>
    Property,

    /// <summary><c>cluster</c>: images whose features are alike.</summary>
    Cluster,

    /// <summary><c>ball</c>: the images around a misread one.</summary>
    Ball,

    /// <summary><c>metadata</c>: a value of a column.</summary>
    Metadata,

    /// <summary><c>class</c>: a class against all others.</summary>
    Class,
}

/// <summary>Images that might be misread more often than others; cut by what is known of them before any error is looked at, or on the discovery half alone.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Name">What it is called, <c>darkest 5 %</c> say.</param>
/// <param name="Members">Its images, ascending.</param>
/// <param name="Seed">The image that a ball was drawn around, which is left out of it; −1 for none.</param>
public sealed record GroupCandidate(GroupKind Kind, string Name, int[] Members, int Seed = -1);
