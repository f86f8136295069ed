using Misread.Imaging;
using Misread.Numerics;

namespace Misread.Data;

/// <summary>
/// Built-in handwritten digits for machines without MNIST, and for scoring findings against a known truth: pen strokes
/// with several allographs a digit, written by a random hand (slant, width, pressure, bends, haste), drawn anti-aliased
/// and normalised as MNIST is. Some labels are flipped and some images are blended between two digits, and it is known which.
/// </summary>
/// <remarks>
/// Every image comes from a random stream of its own, in arithmetic that IEEE 754 rounds alike everywhere: the bytes
/// depend on <see cref="SyntheticOptions.Seed"/>, split and index only. Thread-safe.
/// </remarks>
public static class SyntheticDigits
{
    /// <summary>The name of the data set, with which its ids begin: <c>synthetic/train/00042</c>.</summary>
    public const string Name = "synthetic";

    private const int Classes = 10;
    private const int Area = DigitNormalizer.Size * DigitNormalizer.Size;
    private const long Stream = 0x5747; // tells these streams from those of training with the same seed
    private const double LeastBlendShare = 0.3;

    private static readonly string[] ClassNames = [.. Enumerable.Range(0, Classes).Select(d => $"{d}")];

    /// <summary>Makes the data set with its splits <c>train</c> and <c>test</c>: about 50 µs an image on one core.</summary>
    /// <param name="options">What to make; by default <see cref="SyntheticOptions"/>'s defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static SyntheticDataset Create(SyntheticOptions? options = null)
    {
        options ??= new SyntheticOptions();
        options.Validate();
        using var team = new ThreadTeam(options.Threads);
        SyntheticDataset train = Split("train", 0, options.TrainCount, options, team);
        SyntheticDataset test = Split("test", 1, options.TestCount, options, team);
        return new SyntheticDataset(Dataset.Concat(train.Dataset, test.Dataset), [.. train.Truth, .. test.Truth]);
    }

    private static SyntheticDataset Split(string name, int number, int count, SyntheticOptions options, ThreadTeam team)
    {
        byte[] pixels = new byte[checked(count * Area)];
        int[] labels = new int[count];
        var truth = new PlantedTruth[count];
        team.Run(count, (start, end, _) =>
        {
            var writer = new DigitWriter();
            for (int i = start; i < end; i++)
            {
                var random = new Prng(options.Seed, Stream, number, i);
                (labels[i], truth[i]) = WriteOne(writer, random, options, pixels.AsSpan(i * Area, Area));
            }
        });
        return new SyntheticDataset(
            Dataset.Create(Name, name, DigitNormalizer.Size, DigitNormalizer.Size, pixels, labels, ClassNames), truth);
    }

    private static (int Label, PlantedTruth Truth) WriteOne(DigitWriter writer, Prng random, SyntheticOptions options, Span<byte> image)
    {
        // Drawn in any case, so that another rate changes only the images that it concerns.
        double flip = random.NextDouble(), blend = random.NextDouble();
        int digit = random.Next(Classes), other = (digit + 1 + random.Next(Classes - 1)) % Classes;
        if (blend < options.BlendRate)
        {
            (Allograph a, Allograph b) = Allographs.LookAlikes[random.Next(Allographs.LookAlikes.Count)];
            if (random.Next(2) == 1)
                (a, b) = (b, a);
            double share = LeastBlendShare + (0.5 - LeastBlendShare) * random.NextDouble();
            writer.WriteBlend(a, b, share, random, image);
            return (a.Digit, new PlantedTruth(a.Digit, IsFlipped: false, b.Digit, share));
        }

        writer.Write(Choose(Allographs.OfDigit[digit], random.NextDouble()), random, image);
        bool flipped = flip < options.FlipRate;
        return (flipped ? other : digit, new PlantedTruth(digit, flipped, BlendedWith: null, BlendShare: 0));
    }

    private static Allograph Choose(Allograph[] allographs, double u)
    {
        double left = u * allographs.Sum(a => a.Weight);
        foreach (Allograph allograph in allographs)
        {
            left -= allograph.Weight;
            if (left < 0)
                return allograph;
        }

        return allographs[^1];
    }
}
