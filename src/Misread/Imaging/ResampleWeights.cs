using System.Numerics;

namespace Misread.Imaging;

/// <summary>For each new pixel along one axis: the old pixels under the filter and their weights, which sum to 1.</summary>
internal readonly struct ResampleWeights
{
    /// <summary>Bits after the point of a whole-number weight; a sum of bytes then keeps within 32 bits (Pillow's <c>PRECISION_BITS</c>).</summary>
    private const int Precision = 32 - 8 - 2;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;
    private readonly int[] _fixed;
    private readonly int _stride;

    private ResampleWeights(int[] first, int[] count, float[] weights, int[] wholes, int stride)
    {
        _first = first;
        _count = count;
        _weights = weights;
        _fixed = wholes;
        _stride = stride;
    }

    /// <summary>Weights from <paramref name="size"/> old pixels to <paramref name="newSize"/> new ones.</summary>
    public static ResampleWeights Create(int size, int newSize, ResampleFilter filter)
    {
        double step = (double)size / newSize;
        double scale = Math.Max(1, step);
        double support = Support(filter) * scale;
        int stride = (int)Math.Ceiling(2 * support) + 2;
        int[] firsts = new int[newSize];
        int[] counts = new int[newSize];
        float[] weights = new float[checked(newSize * stride)];
        int[] wholes = new int[weights.Length];
        Span<double> row = stride <= 256 ? stackalloc double[stride] : new double[stride];
        for (int i = 0; i < newSize; i++)
        {
            double centre = (i + 0.5) * step;
            int first = Math.Max(0, (int)Math.Floor(centre - support));
            int end = Math.Min(size, (int)Math.Ceiling(centre + support));
            double sum = 0;
            for (int j = first; j < end; j++)
            {
                row[j - first] = filter switch
                {
                    ResampleFilter.Area when step > 1 => Math.Max(0, Math.Min(j + 1, centre + support) - Math.Max(j, centre - support)),
                    ResampleFilter.Area => (int)centre == j ? 1 : 0,
                    ResampleFilter.Bilinear => Math.Max(0, 1 - Math.Abs(j + 0.5 - centre) / scale),
                    ResampleFilter.Bicubic => Cubic(Math.Abs(j + 0.5 - centre) / scale),
                    _ => Lanczos((j + 0.5 - centre) / scale),
                };
                sum += row[j - first];
            }

            firsts[i] = first;
            counts[i] = end - first;
            for (int j = 0; j < end - first; j++)
            {
                double weight = row[j] / sum;
                weights[i * stride + j] = (float)weight;
                wholes[i * stride + j] = (int)Math.Round(weight * (1 << Precision), MidpointRounding.AwayFromZero);
            }
        }

        return new ResampleWeights(firsts, counts, weights, wholes, stride);
    }

    /// <summary>Resizes one row of bytes with interleaved channels.</summary>
    public void Gather(ReadOnlySpan<byte> source, int channels, Span<byte> target)
    {
        for (int i = 0, at = 0; i < _first.Length; i++)
        {
            ReadOnlySpan<int> weights = _fixed.AsSpan(i * _stride, _count[i]);
            for (int c = 0; c < channels; c++, at++)
            {
                int sum = 1 << (Precision - 1);
                for (int j = 0, from = (_first[i] * channels) + c; j < weights.Length; j++, from += channels)
                    sum += weights[j] * source[from];
                target[at] = (byte)Math.Clamp(sum >> Precision, 0, 255);
            }
        }
    }

    /// <summary>Resizes all columns of bytes: each new row is a weighted sum of old rows.</summary>
    public void GatherRows(ReadOnlySpan<byte> source, int rowBytes, Span<byte> target)
    {
        int[] sums = new int[rowBytes];
        for (int i = 0; i < _first.Length; i++)
        {
            sums.AsSpan().Fill(1 << (Precision - 1));
            for (int j = 0; j < _count[i]; j++)
                AddRow(sums, source.Slice((_first[i] + j) * rowBytes, rowBytes), _fixed[i * _stride + j]);
            Span<byte> row = target.Slice(i * rowBytes, rowBytes);
            for (int x = 0; x < row.Length; x++)
                row[x] = (byte)Math.Clamp(sums[x] >> Precision, 0, 255);
        }
    }

    private static void AddRow(Span<int> sums, ReadOnlySpan<byte> row, int weight)
    {
        int x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            Add(sums[x..], a, weight);
            Add(sums[(x + Vector<int>.Count)..], b, weight);
            Add(sums[(x + (2 * Vector<int>.Count))..], c, weight);
            Add(sums[(x + (3 * Vector<int>.Count))..], d, weight);
        }

        for (; x < row.Length; x++)
            sums[x] += weight * row[x];

        static void Add(Span<int> sums, Vector<uint> values, int weight) =>
            (new Vector<int>(sums) + (Vector.AsVectorInt32(values) * weight)).CopyTo(sums);
    }

    private static double Support(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Area => 0.5,
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Bicubic => 2,
        _ => 3,
    };

    private static double Cubic(double x)
    {
        const double A = -0.5;
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A : 0;
    }

    private static double Lanczos(double x) => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

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
