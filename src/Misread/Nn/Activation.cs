namespace Misread.Nn;

/// <summary>What a layer does to its sums before they leave it.</summary>
public enum Activation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>max(0, x)</c>.</summary>
    Relu,
}
