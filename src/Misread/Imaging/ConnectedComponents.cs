namespace Misread.Imaging;

/// <summary>One connected set of pixels.</summary>
internal sealed class Component
{
    /// <summary>Number of pixels.</summary>
    public int Area { get; set; }

    /// <summary>
    /// The sum of every pixel's nearness to the middle: 1 there, falling linearly to 0 at each edge. The digit of a photo is
    /// the component with the greatest sum, even beside the broad dark rim of a scan.
    /// </summary>
    public double Centrality { get; set; }

    /// <summary>How many pixels lie on the top, right, bottom and left edge of the image.</summary>
    public int[] OnEdge { get; } = new int[4];

    /// <summary>The smallest box around it.</summary>
    public PixelBox Box { get; set; } = new(int.MaxValue, int.MaxValue, 0, 0);

    /// <summary>Whether one of the image's corners belongs to it.</summary>
    public bool HoldsCorner { get; set; }
}

/// <summary>The 8-connected components of the pixels above a threshold.</summary>
internal sealed class ConnectedComponents
{
    private readonly int[] _labels;
    private readonly List<Component> _components = [];

    /// <summary>Finds them by flood fill, in the order of their first pixels.</summary>
    public ConnectedComponents(GreyMap map, float threshold)
    {
        Map = map;
        _labels = new int[map.Values.Length];
        var open = new Stack<int>();
        for (int start = 0; start < _labels.Length; start++)
        {
            if (_labels[start] != 0 || map.Values[start] <= threshold)
                continue;
            var component = new Component();
            _components.Add(component);
            _labels[start] = _components.Count;
            open.Push(start);
            while (open.TryPop(out int at))
                Visit(at, component, open, threshold);
        }
    }

    /// <summary>The map.</summary>
    public GreyMap Map { get; }

    /// <summary>The components; pixels of number i bear the label i + 1.</summary>
    public IReadOnlyList<Component> All => _components;

    /// <summary>The component with the greatest centrality, or <see langword="null"/> when there is none.</summary>
    public Component? Main => _components.MaxBy(c => c.Centrality);

    /// <summary>The component to which pixel <paramref name="i"/> belongs, or <see langword="null"/>.</summary>
    public Component? Of(int i) => _labels[i] == 0 ? null : _components[_labels[i] - 1];

    private void Visit(int at, Component component, Stack<int> open, float threshold)
    {
        (int y, int x) = Math.DivRem(at, Map.Width);
        Measure(component, x, y);
        for (int v = Math.Max(0, y - 1); v <= Math.Min(Map.Height - 1, y + 1); v++)
        {
            for (int u = Math.Max(0, x - 1); u <= Math.Min(Map.Width - 1, x + 1); u++)
            {
                int next = v * Map.Width + u;
                if (_labels[next] != 0 || Map.Values[next] <= threshold)
                    continue;
                _labels[next] = _components.Count;
                open.Push(next);
            }
        }
    }

    private void Measure(Component component, int x, int y)
    {
        int right = Map.Width - 1 - x, below = Map.Height - 1 - y;
        component.Area++;
        component.Box = component.Box.Union(new PixelBox(x, y, x + 1, y + 1));
        component.Centrality += 4.0 * Math.Min(x, right) * Math.Min(y, below) / ((double)Map.Width * Map.Height);
        component.OnEdge[0] += y == 0 ? 1 : 0;
        component.OnEdge[1] += right == 0 ? 1 : 0;
        component.OnEdge[2] += below == 0 ? 1 : 0;
        component.OnEdge[3] += x == 0 ? 1 : 0;
        component.HoldsCorner |= (x == 0 || right == 0) && (y == 0 || below == 0);
    }
}
