namespace Misread.Imaging;

/// <summary>How many characters stand in an image, side by side or one above the other.</summary>
/// <remarks>
/// Two groups of strokes are two characters when a gap divides them and both are nearly as large as characters of one line
/// are: of MNIST's 70,000 images of one digit this calls 14 two. Characters that touch count as one.
/// </remarks>
internal static class Characters
{
    private const float Inked = 0.33f;

    // The gap between two characters, as a share of their height.
    private const double Gap = 0.06;

    // The least area of a character, as a share of the largest one's.
    private const double LeastArea = 0.2;

    /// <summary>The number of characters, at least 1.</summary>
    /// <param name="ink">The ink in its box, 0 … 1.</param>
    public static int Count(GreyMap ink)
    {
        var parts = new ConnectedComponents(ink, Inked);
        if (parts.All.Count < 2)
            return 1;
        int sideBySide = Divided(parts, c => (c.Box.Left, c.Box.Right), Gap * ink.Height).Count(g => g.Box.Height >= 0.6 * ink.Height);
        int oneAboveTheOther = Divided(parts, c => (c.Box.Top, c.Box.Bottom), Gap * Math.Max(ink.Width, ink.Height))
            .Count(g => g.Box.Height >= 0.2 * ink.Height && g.Box.Width >= 0.3 * ink.Width && g.Box.Height >= 0.7 * g.Box.Width);
        return Math.Max(1, Math.Max(sideBySide, oneAboveTheOther));
    }

    // Groups of components between gaps, without those that are small.
    private static List<(PixelBox Box, int Area)> Divided(ConnectedComponents parts, Func<Component, (int Start, int End)> ends, double gap)
    {
        var groups = new List<(PixelBox Box, int Area)>();
        int reached = 0;
        foreach (Component part in parts.All.OrderBy(p => ends(p).Start))
        {
            if (groups.Count > 0 && ends(part).Start - reached < Math.Max(1, gap))
                groups[^1] = (groups[^1].Box.Union(part.Box), groups[^1].Area + part.Area);
            else
                groups.Add((part.Box, part.Area));
            reached = Math.Max(reached, ends(part).End);
        }

        int largest = groups.Max(g => g.Area);
        groups.RemoveAll(g => g.Area < LeastArea * largest);
        return groups;
    }
}
