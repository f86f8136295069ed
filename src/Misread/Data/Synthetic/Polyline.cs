namespace Misread.Data;

/// <summary>Curves as many short straight lines.</summary>
internal static class Polyline
{
    /// <summary>As many points at equal distances along the curve, its ends included.</summary>
    public static List<DesignPoint> Resample(List<DesignPoint> curve, int points)
    {
        double total = 0;
        for (int i = 1; i < curve.Count; i++)
            total += Distance(curve[i - 1], curve[i]);
        var result = new List<DesignPoint>(points) { curve[0] };
        double walked = 0;
        int segment = 1;
        for (int k = 1; k < points - 1; k++)
        {
            double target = total * k / (points - 1);
            double length = Distance(curve[segment - 1], curve[segment]);
            while (walked + length < target && segment < curve.Count - 1)
            {
                walked += length;
                segment++;
                length = Distance(curve[segment - 1], curve[segment]);
            }

            double t = length > 0 ? Math.Clamp((target - walked) / length, 0, 1) : 0;
            result.Add(Between(curve[segment - 1], curve[segment], t));
        }

        result.Add(curve[^1]);
        return result;
    }

    /// <summary>Lengthens the curve straight on at its ends, or, where negative, cuts it, at most by a sixth of its points.</summary>
    public static void MoveEnds(List<DesignPoint> curve, double start, double end)
    {
        MoveEnd(curve, end);
        curve.Reverse();
        MoveEnd(curve, start);
        curve.Reverse();
    }

    private static void MoveEnd(List<DesignPoint> curve, double by)
    {
        int least = curve.Count - curve.Count / 6;
        while (by < 0 && curve.Count > least)
        {
            double length = Distance(curve[^2], curve[^1]);
            if (length + by > 0)
            {
                curve[^1] = Between(curve[^1], curve[^2], -by / length);
                return;
            }

            by += length;
            curve.RemoveAt(curve.Count - 1);
        }

        double last = Distance(curve[^2], curve[^1]);
        if (by > 0 && last > 0)
            curve.Add(Between(curve[^1], curve[^2], -by / last));
    }

    private static DesignPoint Between(DesignPoint a, DesignPoint b, double t) => new(a.X + t * (b.X - a.X), a.Y + t * (b.Y - a.Y));

    private static double Distance(DesignPoint a, DesignPoint b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y;
        return Math.Sqrt(dx * dx + dy * dy);
    }
}
