using System.Globalization;
using Misread.IO;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// How far training images are distorted at random, so that a network sees each in another form every epoch: what a label
/// must survive. Every strength is the half-width of a uniform distribution around no change. Immutable; the default
/// changes nothing.
/// </summary>
public sealed record Augmentation
{
    private static readonly string[] Names = ["shift", "rotate", "scale", "shear", "elastic", "sigma"];

    /// <summary>No distortion.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Shift to each side, in pixels (fractions count), 0 … 1,000.</summary>
    public double Shift { get; init; }

    /// <summary>Rotation about the centre to either side, in degrees, 0 … 180.</summary>
    public double Rotation { get; init; }

    /// <summary>Stretch of width and of height, each by a factor of its own between 1 − scale and 1 + scale, 0 … 0.9.</summary>
    public double Scale { get; init; }

    /// <summary>Slant: pixels that a row moves sidewards for each row of distance from the centre, 0 … 2.</summary>
    public double Shear { get; init; }

    /// <summary>
    /// α of the elastic distortion (Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks",
    /// section 2), 0 … 10,000: each pixel is moved by random numbers in ±1, smoothed by a Gaussian of
    /// <see cref="ElasticSigma"/> and multiplied by α. Away from the frame a pixel moves by about 0.16 · α/σ in each
    /// direction (root of the mean square): 1.4 pixels at the paper's 34 and 4.
    /// </summary>
    public double Elastic { get; init; }

    /// <summary>σ of the elastic distortion in pixels, 0.5 … 100, 4 by default: less is more ragged.</summary>
    public double ElasticSigma { get; init; } = 4;

    /// <summary>What <see cref="Parse"/> reads, in words.</summary>
    internal const string Syntax =
        "any of shift=PIXELS, rotate=DEGREES, scale=FRACTION, shear=FRACTION, elastic=ALPHA, sigma=PIXELS, joined by commas; or none";

    /// <summary>Whether nothing is changed.</summary>
    public bool IsNone => Shift == 0 && Rotation == 0 && Scale == 0 && Shear == 0 && Elastic == 0;

    /// <summary>
    /// Reads strengths from text such as <c>shift=2,rotate=10,scale=0.1</c>: any of shift, rotate, scale, shear, elastic and
    /// sigma (that of the elastic distortion), each once; <c>none</c> for no distortion.
    /// </summary>
    /// <exception cref="ArgumentException">The text is malformed, or a strength is out of range.</exception>
    public static Augmentation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = new Augmentation();
        if (text == "none")
            return read;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2 || !double.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                throw new ArgumentException($"augmentation '{part}': expected NAME=NUMBER, with a name of {string.Join(", ", Names)}");
            if (!seen.Add(pair[0]))
                throw new ArgumentException($"augmentation '{text}': {pair[0]} is given twice");
            read = pair[0] switch
            {
                "shift" => read with { Shift = value },
                "rotate" => read with { Rotation = value },
                "scale" => read with { Scale = value },
                "shear" => read with { Shear = value },
                "elastic" => read with { Elastic = value },
                "sigma" => read with { ElasticSigma = value },
                _ => throw new ArgumentException($"augmentation '{part}': expected a name of {string.Join(", ", Names)}"),
            };
        }

        read.Validate();
        return read;
    }

    /// <summary>The strengths as <see cref="Parse"/> reads them; what is 0 is left out.</summary>
    public override string ToString()
    {
        double[] values = [Shift, Rotation, Scale, Shear, Elastic, Elastic == 0 || ElasticSigma == 4 ? 0 : ElasticSigma];
        string text = string.Join(',', Names.Zip(values).Where(p => p.Second != 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.First}={p.Second}")));
        return text.Length == 0 ? "none" : text;
    }

    /// <summary>Checks every strength.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public void Validate()
    {
        Guard.Range(Shift, 0, 1000);
        Guard.Range(Rotation, 0, 180);
        Guard.Range(Scale, 0, 0.9);
        Guard.Range(Shear, 0, 2);
        Guard.Range(Elastic, 0, 10_000);
        Guard.Range(ElasticSigma, 0.5, 100);
    }

    /// <summary>Distorts one image. For many of one size, keep a <see cref="Distorter"/>.</summary>
    /// <param name="image"><c>[H,W]</c>, row-major; 0 is the background.</param>
    /// <param name="height">H, at least 1.</param>
    /// <param name="width">W, at least 1.</param>
    /// <param name="random">Decides the distortion; the same state gives the same image.</param>
    /// <returns>The distorted image, of the same size.</returns>
    /// <exception cref="ArgumentException">The image has another size, or a strength is out of range.</exception>
    public byte[] Apply(ReadOnlySpan<byte> image, int height, int width, Prng random)
    {
        byte[] result = new byte[image.Length];
        new Distorter(this, height, width).Apply(image, random, result);
        return result;
    }
}
