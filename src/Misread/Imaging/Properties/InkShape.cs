namespace Misread.Imaging;

/// <summary>The shape of what is written on an image, where its tones have two ends.</summary>
/// <param name="Ink">Share of the pixels that are ink.</param>
/// <param name="Stroke">Mean width of a stroke in pixels, 2 · area / perimeter.</param>
/// <param name="Slant">cov(x, y) / var(y) of the ink.</param>
/// <param name="OffCentre">Distance of the ink's centre from the image's, in sides.</param>
/// <param name="Holes">Connected parts of the background, less one.</param>
internal readonly record struct InkShape(double Ink, double Stroke, double Slant, double OffCentre, double Holes)
{
    private const int LeastRange = 30;
    private const int LeastArea = 5;

    /// <summary>NaN throughout.</summary>
    public static InkShape None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Ink is what lies beyond the middle of the 1 % and 99 % points, on the side on which the outermost pixels do not lie.</summary>
    public static InkShape Of(GreyPlane grey, double ringMedian)
    {
        (int low, int high) = (grey.Quantile(0.01), grey.Quantile(0.99));
        if (high - low <= LeastRange)
            return None;
        double middle = (low + high) / 2.0;
        bool lightPaper = ringMedian > middle;
        bool[] ink = [.. grey.Values.Select(v => v > middle != lightPaper)];
        (double area, double sumX, double sumY, int perimeter) = (0, 0, 0, 0);
        for (int y = 0; y < grey.Height; y++)
        {
            for (int x = 0; x < grey.Width; x++)
            {
                if (!At(x, y))
                    continue;
                (area, sumX, sumY) = (area + 1, sumX + x, sumY + y);
                perimeter += (At(x - 1, y) ? 0 : 1) + (At(x + 1, y) ? 0 : 1) + (At(x, y - 1) ? 0 : 1) + (At(x, y + 1) ? 0 : 1);
            }
        }

        double share = area / ink.Length;
        double stroke = 2 * area / Math.Max(1, perimeter);
        if (area < LeastArea)
            return None with { Ink = share, Stroke = stroke };
        (double centreX, double centreY) = (sumX / area, sumY / area);
        (double covariance, double variance) = (0, 0);
        for (int i = 0; i < ink.Length; i++)
        {
            if (!ink[i])
                continue;
            (double dx, double dy) = ((i % grey.Width) - centreX, (i / grey.Width) - centreY);
            covariance += dx * dy;
            variance += dy * dy;
        }

        double offX = (centreX - ((grey.Width - 1) / 2.0)) / grey.Width;
        double offY = (centreY - ((grey.Height - 1) / 2.0)) / grey.Height;
        return new InkShape(share, stroke, covariance / Math.Max(variance, 1e-9), Math.Sqrt((offX * offX) + (offY * offY)), Background(ink, grey.Width, grey.Height) - 1);

        bool At(int x, int y) => x >= 0 && y >= 0 && x < grey.Width && y < grey.Height && ink[(y * grey.Width) + x];
    }

    /// <summary>Connected parts of what is no ink, beyond the image too.</summary>
    private static int Background(bool[] ink, int width, int height)
    {
        (int w, int h) = (width + 2, height + 2);
        var seen = new bool[w * h];
        var stack = new Stack<int>();
        int parts = 0;
        for (int start = 0; start < seen.Length; start++)
        {
            if (!Enter(start))
                continue;
            parts++;
            while (stack.TryPop(out int i))
            {
                if (i % w > 0)
                    _ = Enter(i - 1);
                if (i % w < w - 1)
                    _ = Enter(i + 1);
                if (i >= w)
                    _ = Enter(i - w);
                if (i < w * (h - 1))
                    _ = Enter(i + w);
            }
        }

        return parts;

        bool Enter(int i)
        {
            (int x, int y) = ((i % w) - 1, (i / w) - 1);
            bool isInk = x >= 0 && y >= 0 && x < width && y < height && ink[(y * width) + x];
            if (seen[i] || isInk)
                return false;
            seen[i] = true;
            stack.Push(i);
            return true;
        }
    }
}
