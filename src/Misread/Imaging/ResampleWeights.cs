namespace Misread.Imaging;

/// <summary>For each new pixel along one axis: the old pixels under the filter and their weights, which sum to 1.</summary>
internal readonly struct ResampleWeights
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;
    private readonly int _stride;

    private ResampleWeights(int[] first, int[] count, float[] weights, int stride)
    {
        _first = first;
        _count = count;
        _weights = weights;
        _stride = stride;
    }

    /// <summary>Weights from <paramref name="size"/> old pixels to <paramref name="newSize"/> new ones.</summary>
    public static ResampleWeights Create(int size, int newSize, ResampleFilter filter)
    {
        double step = (double)size / newSize;
        double scale = Math.Max(1, step);
        double support = (filter == ResampleFilter.Area ? 0.5 : 1) * scale;
        int stride = (int)Math.Ceiling(2 * support) + 2;
        int[] firsts = new int[newSize];
        int[] counts = new int[newSize];
        float[] weights = new float[checked(newSize * stride)];
        Span<double> row = stride <= 256 ? stackalloc double[stride] : new double[stride];
        for (int i = 0; i < newSize; i++)
        {
            double centre = (i + 0.5) * step;
            int first = Math.Max(0, (int)Math.Floor(centre - support));
            int end = Math.Min(size, (int)Math.Ceiling(centre + support));
            double sum = 0;
            for (int j = first; j < end; j++)
            {
                double weight = filter == ResampleFilter.Area && step > 1
                    ? Math.Min(j + 1, centre + support) - Math.Max(j, centre - support)
                    : filter == ResampleFilter.Area
                        ? (int)centre == j ? 1 : 0
                        : 1 - Math.Abs(j + 0.5 - centre) / scale;
                row[j - first] = Math.Max(0, weight);
                sum += row[j - first];
            }

            firsts[i] = first;
            counts[i] = end - first;
            for (int j = 0; j < end - first; j++)
                weights[i * stride + j] = (float)(row[j] / sum);
        }

        return new ResampleWeights(firsts, counts, weights, stride);
    }

    /// <summary>Resizes one row.</summary>
    public void Gather(ReadOnlySpan<float> source, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            ReadOnlySpan<float> weights = _weights.AsSpan(i * _stride, _count[i]);
            ReadOnlySpan<float> values = source.Slice(_first[i], weights.Length);
            float sum = 0;
            for (int j = 0; j < weights.Length; j++)
                sum += weights[j] * values[j];
            target[i] = sum;
        }
    }

    /// <summary>Resizes all columns: each new row is a weighted sum of old rows.</summary>
    public void GatherRows(ReadOnlySpan<float> source, int width, Span<float> target)
    {
        for (int i = 0; i < _first.Length; i++)
        {
            Span<float> row = target.Slice(i * width, width);
            row.Clear();
            for (int j = 0; j < _count[i]; j++)
            {
                float weight = _weights[i * _stride + j];
                ReadOnlySpan<float> values = source.Slice((_first[i] + j) * width, width);
                for (int x = 0; x < width; x++)
                    row[x] += weight * values[x];
            }
        }
    }
}
