namespace Misread.Formats;

/// <summary>An array read from a <c>.npy</c> file.</summary>
/// <param name="Shape">The length of each dimension, outermost first; empty for a single number (NumPy's 0-d array).</param>
/// <param name="Values">The elements in C order (the last dimension varies fastest), as many as the product of the shape.</param>
/// <typeparam name="T">What the elements were converted to.</typeparam>
public sealed record NpyArray<T>(IReadOnlyList<int> Shape, T[] Values)
    where T : unmanaged;
