using Misread.Nn;
using Onnx;

namespace Misread.Onnx.Export;

/// <summary>
/// <see cref="Deslant"/> as ONNX nodes: moments in double precision, which are sums of whole numbers and so exact, then each
/// row gathered from its neighbours and rounded to bytes as Misread does it, to the same bits.
/// </summary>
internal static class DeslantExport
{
    private static readonly long[] Axes = [2, 3];

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">Receives them.</param>
    /// <param name="images">Name of <c>[N,1,H,W]</c>, 0 … 1.</param>
    /// <param name="shape">H and W.</param>
    /// <param name="maxValue">The pixel value that is 1.</param>
    public static string Add(GraphBuilder graph, string images, Shape shape, int maxValue)
    {
        (int height, int width) = (shape.Height, shape.Width);
        string pixels = graph.Node("Round", [graph.Node("Mul", [images, graph.Single(maxValue)])]);
        string x = graph.Doubles("columns", [.. Enumerable.Range(0, width).Select(i => (double)i)], 1, 1, 1, width);
        string y = graph.Doubles("rows", [.. Enumerable.Range(0, height).Select(i => (double)i)], 1, 1, height, 1);
        string from = Shift(graph, graph.Node("Cast", [pixels], To(TensorProto.Types.DataType.Double)), x, y);
        string whole = graph.Node("Floor", [from]);
        string share = graph.Node("Cast", [graph.Node("Sub", [from, whole])], To(TensorProto.Types.DataType.Float));

        // One column of background on each side stands for all that lies outside.
        string framed = graph.Node("Pad", [pixels, graph.Whole(0, 0, 0, 1, 0, 0, 0, 1)]);
        string at = graph.Node("Add", [graph.Node("Add", [whole, x]), graph.Double(1)]);
        string left = Gather(graph, framed, at, width);
        string right = Gather(graph, framed, graph.Node("Add", [at, graph.Double(1)]), width);
        string between = graph.Node("Add", [left, graph.Node("Mul", [share, graph.Node("Sub", [right, left])])]);
        string rounded = graph.Node("Floor", [graph.Node("Add", [between, graph.Single(0.5f)])]);
        return graph.Node("Mul", [rounded, graph.Single(1f / maxValue)]);
    }

    // slant · (y − ȳ), with slant = Σ v (x − x̄)(y − ȳ) / Σ v (y − ȳ)² within ±1, or 0 where there is no ink to tell it.
    private static string Shift(GraphBuilder graph, string v, string x, string y)
    {
        string Mul(string a, string b) => graph.Node("Mul", [a, b]);
        string Sub(string a, string b) => graph.Node("Sub", [a, b]);
        string Sum(string a) => graph.Node("ReduceSum", [a, graph.Whole(Axes)]);
        string ink = Sum(v);
        string vx = Mul(v, x);
        string vy = Mul(v, y);
        string sumY = Sum(vy);
        string centre = graph.Node("Div", [sumY, graph.Node("Max", [ink, graph.Double(1)])]);
        string spread = Sub(Sum(Mul(vy, y)), Mul(centre, sumY));
        string leaning = Sub(Sum(Mul(vx, y)), Mul(centre, Sum(vx)));
        string quotient = graph.Node("Div", [leaning, graph.Node("Max", [spread, graph.Double(1e-12)])]);
        string slant = graph.Node("Clip", [quotient, graph.Double(-1), graph.Double(1)]);
        string told = graph.Node("Where", [graph.Node("Greater", [spread, Mul(ink, graph.Double(1e-6))]), slant, graph.Double(0)]);
        return Mul(told, Sub(y, centre));
    }

    private static string Gather(GraphBuilder graph, string framed, string at, int width)
    {
        string within = graph.Node("Clip", [at, graph.Double(0), graph.Double(width + 1)]);
        return graph.Node("GatherElements", [framed, graph.Node("Cast", [within], To(TensorProto.Types.DataType.Int64))], GraphBuilder.Integer("axis", 3));
    }

    private static AttributeProto To(TensorProto.Types.DataType type) => GraphBuilder.Integer("to", (long)type);
}
