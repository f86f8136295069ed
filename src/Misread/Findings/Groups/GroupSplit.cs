using Misread.Numerics;

namespace Misread.Findings;

/// <summary>
/// Two halves of the images, alike in their classes and errors: groups are sought in one, and what they are worth is measured
/// in the other, which had no say in their choice.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class GroupSplit
{
    private const long Stream = 0x4752_5350;
    private readonly bool[] _isDiscovery;

    private GroupSplit(bool[] isDiscovery, int[] rows)
    {
        _isDiscovery = isDiscovery;
        Discovery = [.. rows.Where(i => isDiscovery[i])];
        HeldOut = [.. rows.Where(i => !isDiscovery[i])];
    }

    /// <summary>Images in which groups are sought, ascending.</summary>
    public IReadOnlyList<int> Discovery { get; }

    /// <summary>Images in which they are tested, ascending.</summary>
    public IReadOnlyList<int> HeldOut { get; }

    /// <summary>Whether an image is one of those in which groups are sought.</summary>
    public bool IsDiscovery(int image) => _isDiscovery[image];

    /// <summary>Divides images.</summary>
    /// <param name="labels"><c>[N]</c> class numbers; images with −1 are in neither half.</param>
    /// <param name="misread"><c>[N]</c>.</param>
    /// <param name="unitOf"><c>[N]</c> number of the unit that an image belongs to: near-duplicates stay together; <see langword="null"/> for none.</param>
    /// <param name="seed">Of the draw.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static GroupSplit Of(IReadOnlyList<int> labels, IReadOnlyList<bool> misread, IReadOnlyList<int>? unitOf = null, long seed = 42)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(misread);
        if (labels.Count != misread.Count || (unitOf is not null && unitOf.Count != labels.Count))
            throw new ArgumentException($"{labels.Count} labels, {misread.Count} readings and {unitOf?.Count} units do not fit", nameof(misread));
        int[] rows = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] >= 0)];
        bool[] discovery = new bool[labels.Count];
        foreach (var stratum in rows.GroupBy(i => unitOf?[i] ?? i).Select(g => g.ToArray())
            .GroupBy(unit => (Label: labels[unit[0]], Misread: misread[unit[0]])).OrderBy(g => g.Key))
        {
            int[][] units = [.. stratum];
            var random = new Prng(seed, Stream, stratum.Key.Label, stratum.Key.Misread ? 1 : 0);
            random.Shuffle<int[]>(units);
            int half = (units.Length / 2) + (units.Length % 2 * random.Next(2));
            foreach (int image in units.Take(half).SelectMany(unit => unit))
                discovery[image] = true;
        }

        return new GroupSplit(discovery, rows);
    }
}
