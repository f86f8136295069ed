using FsCheck;
using FsCheck.Fluent;
using Misread.Data;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class AugmentationTests
{
    private const int Side = 28;

    private static readonly Augmentation All = Augmentation.Parse("shift=2,rotate=15,scale=0.1,shear=0.1,elastic=20,sigma=3");

    [Fact]
    public void Without_strength_nothing_changes_and_nothing_is_drawn()
    {
        byte[] image = Blob(12, 15);
        var random = new Prng(1);
        Assert.Equal(image, Augmentation.None.Apply(image, Side, Side, random));
        Assert.Equal(new Prng(1).NextUInt64(), random.NextUInt64());
        Assert.Equal(image, (Augmentation.None with { Shift = 1e-9, Elastic = 1e-9 }).Apply(image, Side, Side, random));
    }

    [Fact]
    public void The_state_of_the_generator_alone_decides_the_image()
    {
        var distorter = new Distorter(All, Side, Side);
        byte[] first = new byte[Side * Side];
        byte[] again = new byte[Side * Side];
        distorter.Apply(Blob(10, 14), new Prng(3, 7), first);
        distorter.Apply(Blob(17, 9), new Prng(3, 8), again);
        Assert.NotEqual(first, again);
        distorter.Apply(Blob(10, 14), new Prng(3, 7), again);
        Assert.Equal(first, again);
        Assert.Equal(first, All.Apply(Blob(10, 14), Side, Side, new Prng(3, 7)));
        byte[] inPlace = Blob(10, 14);
        distorter.Apply(inPlace, new Prng(3, 7), inPlace);
        Assert.Equal(first, inPlace);
    }

    [Fact]
    public void A_shift_moves_the_centre_of_mass_within_its_range_and_keeps_the_mass()
    {
        byte[] image = Blob(14, 13);
        (double x, double y, double mass) = Centre(image, Side);
        var moves = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            (double movedX, double movedY, double movedMass) = Centre(new Augmentation { Shift = 3 }.Apply(image, Side, Side, new Prng(i)), Side);
            Assert.Equal(mass, movedMass, 0.01 * mass);
            moves.AddRange([movedX - x, movedY - y]);
        }

        Assert.All(moves, m => Assert.InRange(m, -3.02, 3.02));
        Assert.InRange(moves.Average(), -0.3, 0.3);
        Assert.InRange(moves.Max(), 2.7, 3.02);
        Assert.InRange(moves.Min(), -3.02, -2.7);
    }

    [Fact]
    public void A_rotation_keeps_the_distance_from_the_centre_and_reaches_its_angle()
    {
        byte[] image = Blob(20, 13.5);
        var angles = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            (double x, double y, _) = Centre(new Augmentation { Rotation = 30 }.Apply(image, Side, Side, new Prng(i)), Side);
            Assert.Equal(6.5, Math.Sqrt(((x - 13.5) * (x - 13.5)) + ((y - 13.5) * (y - 13.5))), 0.05);
            angles.Add(Math.Atan2(y - 13.5, x - 13.5) * 180 / Math.PI);
        }

        Assert.InRange(angles.Max(), 27, 30.5);
        Assert.InRange(angles.Min(), -30.5, -27);
    }

    [Fact]
    public void A_stretch_moves_what_is_off_centre_in_proportion_and_a_slant_moves_rows_sidewards()
    {
        byte[] image = Blob(13.5, 21.5);
        (double X, double Y, double Mass)[] stretched = Many(new Augmentation { Scale = 0.25 });
        Assert.All(stretched, c => Assert.Equal(13.5, c.X, 0.05));
        Assert.InRange(stretched.Max(c => c.Y), 23, 23.55);
        Assert.InRange(stretched.Min(c => c.Y), 19.45, 20);
        (double X, double Y, double Mass)[] slanted = Many(new Augmentation { Shear = 0.5 });
        Assert.All(slanted, c => Assert.Equal(21.5, c.Y, 0.05));
        Assert.InRange(slanted.Max(c => c.X), 17, 17.55);
        Assert.InRange(slanted.Min(c => c.X), 9.45, 10);

        (double, double, double)[] Many(Augmentation a) =>
            [.. Enumerable.Range(0, 200).Select(i => Centre(a.Apply(image, Side, Side, new Prng(i)), Side))];
    }

    [Fact]
    public void An_elastic_distortion_moves_pixels_as_far_as_documented()
    {
        // A ramp shows by its grey where each pixel came from; what lies near the frame has fewer neighbours to move with.
        const int Big = 64;
        byte[] ramp = [.. Enumerable.Range(0, Big * Big).Select(i => (byte)(3 * (i % Big)))];
        double squares = 0;
        int count = 0;
        for (int i = 0; i < 20; i++)
        {
            byte[] moved = new Augmentation { Elastic = 34, ElasticSigma = 4 }.Apply(ramp, Big, Big, new Prng(i));
            for (int p = 0; p < moved.Length; p++)
            {
                if (p / Big is < 16 or > 47 || p % Big is < 16 or > 47)
                    continue;
                squares += Math.Pow((moved[p] - ramp[p]) / 3.0, 2);
                count++;
            }
        }

        Assert.Equal(0.163 * 34 / 4, Math.Sqrt(squares / count), 0.15);
    }

    [Fact]
    public void Any_strength_stays_within_the_greys_of_the_original()
    {
        Gen<(Augmentation, int, int, int)> cases =
            from shift in Gen.Choose(0, 40)
            from rotation in Gen.Choose(0, 180)
            from scale in Gen.Choose(0, 9)
            from shear in Gen.Choose(0, 20)
            from elastic in Gen.Choose(0, 100)
            from height in Gen.Choose(1, 20)
            from width in Gen.Choose(1, 20)
            from seed in Gen.Choose(0, 1_000_000)
            select (new Augmentation { Shift = shift / 4.0, Rotation = rotation, Scale = scale / 10.0, Shear = shear / 10.0, Elastic = elastic, ElasticSigma = 1 + (seed % 9) }, height, width, seed);
        Prop.ForAll(Arb.From(cases), c =>
        {
            (Augmentation strength, int height, int width, int seed) = c;
            var random = new Prng(seed);
            byte[] image = new byte[height * width];
            foreach (ref byte pixel in image.AsSpan())
                pixel = (byte)(50 + random.Next(100));
            byte[] result = strength.Apply(image, height, width, random);
            return result.Length == image.Length && result.All(p => p <= image.Max()) && Augmentation.Parse(strength.ToString()) == (strength.Elastic == 0 ? strength with { ElasticSigma = 4 } : strength);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("shift", "NAME=NUMBER")]
    [InlineData("shift=", "NAME=NUMBER")]
    [InlineData("", "NAME=NUMBER")]
    [InlineData("blur=2", "shift, rotate, scale")]
    [InlineData("shift=1,shift=2", "twice")]
    [InlineData("rotate=181", "0 … 180")]
    [InlineData("scale=NaN", "0 … 0.9")]
    [InlineData("elastic=-1", "0 … 10000")]
    [InlineData("sigma=0.1", "0.5 … 100")]
    public void Text_that_says_no_distortion_is_refused(string text, string says) =>
        Assert.Contains(says, Assert.ThrowsAny<ArgumentException>(() => Augmentation.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_names_what_is_not_zero()
    {
        Assert.Equal("none", Augmentation.None.ToString());
        Assert.Equal("shift=2,rotate=15,scale=0.1,shear=0.1,elastic=20,sigma=3", All.ToString());
        Assert.Equal("elastic=34", new Augmentation { Elastic = 34 }.ToString());
        Assert.Equal(Augmentation.None, Augmentation.Parse("none"));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => All.Apply(new byte[10], 3, 3, new Prng(1)));
        Assert.Throws<ArgumentException>(() => new Distorter(All, 2, 2).Apply(new byte[4], new Prng(1), new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Distorter(All, 0, 2));
    }

    [Fact]
    public void Training_sees_other_images_every_epoch_and_validation_the_originals()
    {
        Dataset data = TrainingSamples.Corners(60);
        TrainingOptions options = TrainingSamples.Options with { ValidationSplit = 0.2, Augmentation = new Augmentation { Shift = 2 } };
        TrainingResult plain = TrainingSamples.Fit(TrainingSamples.Network(), data, options with { Augmentation = Augmentation.None });
        TrainingResult shifted = TrainingSamples.Fit(TrainingSamples.Network(), data, options);
        Assert.NotEqual(plain.Weights(), shifted.Weights());

        // With a rate this small the weights stay: what differs between epochs is what the images were.
        TrainingOptions still = options with { LearningRate = 1e-30 };
        EpochRecord[] same = [.. TrainingSamples.Fit(Still(), data, still with { Augmentation = Augmentation.None }).History];
        EpochRecord[] moved = [.. TrainingSamples.Fit(Still(), data, still).History];
        Assert.Equal(same[0].TrainLoss, same[1].TrainLoss, 1e-9);
        Assert.True(Math.Abs(moved[0].TrainLoss - moved[1].TrainLoss) > 1e-4);
        Assert.Equal(same[0].ValidationLoss, moved[0].ValidationLoss);
        Assert.Equal(moved[0].ValidationLoss, moved[1].ValidationLoss);

        static Misread.Nn.Sequential Still()
        {
            var network = new Misread.Nn.Sequential(new Misread.Nn.Shape(8, 8, 1), new Misread.Nn.Flatten(), new Misread.Nn.Dense(4));
            network.Initialize(1);
            return network;
        }
    }

    // A round blob, well inside.
    private static byte[] Blob(double x, double y) =>
        [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(250 * Math.Exp(-(Math.Pow((i % Side) - x, 2) + Math.Pow((i / Side) - y, 2)) / 4)))];

    private static (double X, double Y, double Mass) Centre(byte[] image, int width)
    {
        double mass = image.Sum(p => (double)p);
        return (image.Select((p, i) => p * (double)(i % width)).Sum() / mass, image.Select((p, i) => p * (double)(i / width)).Sum() / mass, mass);
    }
}
