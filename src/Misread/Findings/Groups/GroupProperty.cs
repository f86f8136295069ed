namespace Misread.Findings;

/// <summary>A number for each image, to cut groups by and to name them.</summary>
/// <param name="Name">The property, <c>brightness</c> say.</param>
/// <param name="LowWord">What images with a low value are, <c>dark</c> say.</param>
/// <param name="HighWord">What images with a high value are.</param>
/// <param name="Values"><c>[N]</c>; NaN where it is not defined.</param>
public sealed record GroupProperty(string Name, string LowWord, string HighWord, double[] Values);
