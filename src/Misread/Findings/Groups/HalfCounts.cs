namespace Misread.Findings;

/// <summary>Images and errors of each class of one half, against which groups are counted.</summary>
internal sealed class HalfCounts
{
    private readonly bool[] _isIn;
    private readonly int[] _classOf;
    private readonly bool[] _misread;
    private readonly int[] _images;
    private readonly int[] _errors;

    private HalfCounts(IReadOnlyList<int> half, int[] classOf, bool[] misread)
    {
        (_classOf, _misread) = (classOf, misread);
        _isIn = new bool[classOf.Length];
        int classes = classOf.Append(0).Max() + 1;
        (_images, _errors) = (new int[classes], new int[classes]);
        foreach (int i in half)
        {
            _isIn[i] = true;
            _images[classOf[i]]++;
            _errors[classOf[i]] += misread[i] ? 1 : 0;
        }

        Images = half.Count;
        Errors = _errors.Sum();
    }

    /// <summary>Images of the half.</summary>
    public int Images { get; }

    /// <summary>Errors of the half.</summary>
    public int Errors { get; }

    /// <summary>Counts a half class by class.</summary>
    public static HalfCounts Of(IReadOnlyList<int> half, IReadOnlyList<int> labels, IReadOnlyList<bool> misread) => new(half, [.. labels], [.. misread]);

    /// <summary>The same half as if it were of one class.</summary>
    public HalfCounts Whole() => new([.. Enumerable.Range(0, _isIn.Length).Where(i => _isIn[i])], new int[_classOf.Length], _misread);

    /// <summary>A group's images and errors in this half, but for those that <paramref name="except"/> holds.</summary>
    public WithinClass Count(int[] members, HashSet<int>? except = null)
    {
        (int[] found, int[] inGroup) = (new int[_images.Length], new int[_images.Length]);
        foreach (int i in members)
        {
            if (!_isIn[i] || except?.Contains(i) == true)
                continue;
            inGroup[_classOf[i]]++;
            found[_classOf[i]] += _misread[i] ? 1 : 0;
        }

        return WithinClass.Of(_images, _errors, inGroup, found);
    }
}
