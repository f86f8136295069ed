using FsCheck;
using FsCheck.Fluent;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class ElasticFieldTests
{
    [Fact]
    public void Displacements_are_smoothed_random_numbers_bit_by_bit()
    {
        Gen<(int Height, int Width, double Sigma, int Seed)> cases =
            from height in Gen.Choose(1, 40)
            from width in Gen.Choose(1, 40)
            from sigma in Gen.Elements(0.1, 1, 2.5, 4, 20)
            from seed in Gen.Choose(0, 1000)
            select (height, width, sigma, seed);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var field = new ElasticField(3, c.Sigma, c.Height, c.Width);
            var random = new Prng(c.Seed);
            var again = new Prng(c.Seed);
            for (int draw = 0; draw < 2; draw++)
            {
                field.Draw(random);
                (float[] right, float[] down) = Scalar(3, c.Sigma, c.Height, c.Width, again);
                if (!Same(right, field.Right, field.Stride, c.Width) || !Same(down, field.Down, field.Stride, c.Width))
                    return false;
            }

            return true;
        }));
    }

    private static bool Same(float[] expected, ReadOnlySpan<float> field, int stride, int width)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] != field[(i / width * stride) + (i % width)])
                return false;
        }

        return true;
    }

    // The same sums, an element at a time, without the zeros beyond the edges.
    private static (float[] Right, float[] Down) Scalar(float strength, double sigma, int height, int width, Prng random)
    {
        int reach = (int)Math.Ceiling(3 * sigma);
        double[] bell = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma)))];
        float[] weights = [.. bell.Select(b => (float)(b / bell.Sum()))];
        ulong[] bits = [.. Enumerable.Range(0, height * width).Select(_ => random.NextUInt64())];
        return (Smooth(b => (int)b), Smooth(b => (int)(b >> 32)));

        float[] Smooth(Func<ulong, int> draw)
        {
            float[] noise = [.. bits.Select(b => draw(b) * (1f / int.MaxValue))];
            float[] down = [.. Enumerable.Range(0, noise.Length).Select(i => Sum(i / width, height, from => noise[(from * width) + (i % width)]))];
            return [.. Enumerable.Range(0, noise.Length).Select(i => strength * Sum(i % width, width, from => down[(i / width * width) + from]))];
        }

        float Sum(int at, int count, Func<int, float> value)
        {
            float sum = 0;
            for (int from = Math.Max(0, at - reach); from < Math.Min(count, at + reach + 1); from++)
                sum += value(from) * weights[from - at + reach];
            return sum;
        }
    }
}
