namespace Misread.Audit.ConfidentLearning;

/// <summary>The rows of each given class, ascending: a counting sort.</summary>
internal sealed class ClassRows
{
    private readonly int[] _starts;
    private readonly int[] _rows;

    public ClassRows(ReadOnlySpan<int> labels, int classCount)
    {
        _starts = new int[classCount + 1];
        foreach (int label in labels)
            _starts[label + 1]++;
        for (int k = 0; k < classCount; k++)
            _starts[k + 1] += _starts[k];
        _rows = new int[labels.Length];
        int[] next = _starts[..classCount];
        for (int i = 0; i < labels.Length; i++)
            _rows[next[labels[i]]++] = i;
    }

    /// <summary>The rows that bear label <paramref name="k"/>.</summary>
    public ReadOnlySpan<int> Of(int k) => _rows.AsSpan(_starts[k], _starts[k + 1] - _starts[k]);
}
