using System.Runtime.CompilerServices;
using Misread.IO;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Distorts images of one size as an <see cref="Augmentation"/> says: stretch, slant, rotation about the centre, shift and
/// elastic displacement become one position in the original for each pixel of the result, read there once, bilinearly;
/// outside the original everything is 0, or, in colour, as the nearest pixel of its edge: photographs have no background.
/// </summary>
/// <remarks>Allocates nothing after construction. Not thread-safe.</remarks>
public sealed class Distorter
{
    private readonly Augmentation _strength;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly float[] _framed;
    private readonly ElasticField? _elastic;

    /// <summary>Makes ready for images of one size.</summary>
    /// <param name="strength">How far to distort.</param>
    /// <param name="height">H, 1 … 16,384.</param>
    /// <param name="width">W, 1 … 16,384.</param>
    /// <param name="channels">1 or 3, interleaved.</param>
    /// <exception cref="ArgumentOutOfRangeException">A strength or size is out of range.</exception>
    public Distorter(Augmentation strength, int height, int width, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(strength);
        strength.Validate();
        Guard.Range(height, 1, 16_384);
        Guard.Range(width, 1, 16_384);
        Guard.Range(channels, 1, 3);
        _strength = strength;
        _height = height;
        _width = width;
        _channels = channels;
        _framed = new float[(height + 2) * (width + 2)];
        if (strength.Elastic > 0)
            _elastic = new ElasticField(strength.Elastic, strength.ElasticSigma, height, width);
    }

    /// <summary>Distorts an image.</summary>
    /// <param name="image"><c>[H,W,C]</c>, row-major; in grey, 0 is the background.</param>
    /// <param name="random">Decides the distortion; the same state gives the same image.</param>
    /// <param name="result">Receives <c>[H,W,C]</c>, rounded to the nearest; it may be <paramref name="image"/>.</param>
    /// <exception cref="ArgumentException">A span has another size.</exception>
    public void Apply(ReadOnlySpan<byte> image, Prng random, Span<byte> result)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (image.Length != _height * _width * _channels || result.Length != image.Length)
            throw new ArgumentException($"expected {_height} × {_width} × {_channels} bytes, found {image.Length} and room for {result.Length}", nameof(image));
        if (_strength.IsNone)
        {
            image.CopyTo(result);
            return;
        }

        Inverse inverse = Draw(random);
        _elastic?.Draw(random);
        if (_channels == 1)
        {
            Frame(image);
            Sample(inverse, result);
            return;
        }

        // The whole image is framed channel by channel before a byte of the result is written: they may be one span.
        ReadOnlySpan<byte> source = Overlaps(image, result) ? image.ToArray() : image;
        for (int c = 0; c < _channels; c++)
        {
            FrameChannel(source, c);
            SampleChannel(inverse, c, result);
        }
    }

    // Where a pixel of the result lies in the original: linear in its row and column.
    private readonly record struct Inverse(float XX, float XY, float X0, float YX, float YY, float Y0);

    private Inverse Draw(Prng random)
    {
        double angle = Uniform(random, _strength.Rotation * Math.PI / 180);
        double wide = 1 / (1 + Uniform(random, _strength.Scale));
        double high = 1 / (1 + Uniform(random, _strength.Scale));
        double slant = Uniform(random, _strength.Shear);
        double right = Uniform(random, _strength.Shift);
        double down = Uniform(random, _strength.Shift);

        // Forth: stretch, slant, rotate, shift. Back: the opposite of each in the opposite order, about the centre.
        (double sin, double cos) = Math.SinCos(angle);
        double yx = -sin * high;
        double yy = cos * high;
        double xx = (cos + (slant * sin)) * wide;
        double xy = (sin - (slant * cos)) * wide;
        double centreX = (_width - 1) / 2.0;
        double centreY = (_height - 1) / 2.0;
        double x0 = centreX - (xx * (centreX + right)) - (xy * (centreY + down));
        double y0 = centreY - (yx * (centreX + right)) - (yy * (centreY + down));
        return new Inverse((float)xx, (float)xy, (float)x0, (float)yx, (float)yy, (float)y0);
    }

    private static double Uniform(Prng random, double strength) => strength * ((2 * random.NextDouble()) - 1);

    private void Frame(ReadOnlySpan<byte> image)
    {
        for (int y = 0; y < _height; y++)
            Elementwise.Scale(image.Slice(y * _width, _width), 1, _framed.AsSpan(((y + 1) * (_width + 2)) + 1, _width));
    }

    private static bool Overlaps(ReadOnlySpan<byte> image, Span<byte> result) => image.Overlaps(result);

    private void FrameChannel(ReadOnlySpan<byte> image, int channel)
    {
        int stride = _width + 2;
        for (int y = 0; y < _height + 2; y++)
        {
            int from = (Math.Clamp(y - 1, 0, _height - 1) * _width * _channels) + channel;
            for (int x = 0; x < stride; x++)
                _framed[(y * stride) + x] = image[from + (Math.Clamp(x - 1, 0, _width - 1) * _channels)];
        }
    }

    private void SampleChannel(Inverse at, int channel, Span<byte> result)
    {
        int stride = _width + 2;
        for (int y = 0, i = channel; y < _height; y++)
        {
            for (int x = 0; x < _width; x++, i += _channels)
            {
                float sourceX = (at.XX * x) + (at.XY * y) + at.X0 + 1;
                float sourceY = (at.YX * x) + (at.YY * y) + at.Y0 + 1;
                if (_elastic is not null)
                {
                    sourceX += _elastic.Right[(y * _elastic.Stride) + x];
                    sourceY += _elastic.Down[(y * _elastic.Stride) + x];
                }

                sourceX = Math.Clamp(sourceX, 0, _width + 0.9999f);
                sourceY = Math.Clamp(sourceY, 0, _height + 0.9999f);
                int column = (int)sourceX;
                int row = (int)sourceY;
                float right = sourceX - column;
                float below = sourceY - row;
                int corner = (row * stride) + column;
                float top = _framed[corner] + (right * (_framed[corner + 1] - _framed[corner]));
                float bottom = _framed[corner + stride] + (right * (_framed[corner + stride + 1] - _framed[corner + stride]));
                result[i] = (byte)(top + (below * (bottom - top)) + 0.5f);
            }
        }
    }

    // Positions count from the frame's corner, so that a cast rounds down; those outside fall on the frame, which is 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sample(Inverse at, Span<byte> result)
    {
        int stride = _width + 2;
        float lastX = _width + 0.9999f;
        float lastY = _height + 0.9999f;
        ReadOnlySpan<float> framed = _framed;
        ReadOnlySpan<float> movedX = _elastic is null ? default : _elastic.Right;
        ReadOnlySpan<float> movedY = _elastic is null ? default : _elastic.Down;
        int elasticStride = _elastic?.Stride ?? 0;
        for (int y = 0, i = 0; y < _height; y++)
        {
            float startX = (at.XY * y) + at.X0 + 1;
            float startY = (at.YY * y) + at.Y0 + 1;
            for (int x = 0; x < _width; x++, i++)
            {
                float sourceX = (at.XX * x) + startX;
                float sourceY = (at.YX * x) + startY;
                if (elasticStride > 0)
                {
                    sourceX += movedX[(y * elasticStride) + x];
                    sourceY += movedY[(y * elasticStride) + x];
                }

                if (!(sourceX > 0 && sourceX < lastX && sourceY > 0 && sourceY < lastY))
                {
                    result[i] = 0;
                    continue;
                }

                int column = (int)sourceX;
                int row = (int)sourceY;
                float right = sourceX - column;
                float below = sourceY - row;
                int corner = (row * stride) + column;
                float top = framed[corner] + (right * (framed[corner + 1] - framed[corner]));
                float bottom = framed[corner + stride] + (right * (framed[corner + stride + 1] - framed[corner + stride]));
                result[i] = (byte)(top + (below * (bottom - top)) + 0.5f);
            }
        }
    }
}
