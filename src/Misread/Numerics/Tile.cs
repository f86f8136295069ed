namespace Misread.Numerics;

/// <summary>
/// What a register tile computes. For row i &lt; R and column j &lt; C:
/// <code>
/// c[i·CRow + j]  =  start + Σ_o Σ_k  a[(i mod 3)·ARow + ⌊i/3⌋·AThree + o·AOuter + k·AInner] · b[o·BOuter + k·BInner + j]
/// </code>
/// with o &lt; Outer, k &lt; Inner, where start is c itself (<see cref="Accumulate"/>), the bias of column j, or 0; with
/// <see cref="Relu"/> the result is clamped at 0. The sum runs over o, then k, ascending, in one accumulator per
/// element, so its bits depend on nothing but the operands.
/// </summary>
/// <remarks>
/// Two nested sums with free strides are enough for every product in the library. A matrix product has Outer = 1. A
/// convolution in NHWC sums over kernel rows (outer) and over the KW·C floats that lie side by side under a kernel row
/// (inner); its weight gradient sums over image rows (outer) and columns (inner). All strides are in floats.
/// </remarks>
internal unsafe struct Tile
{
    public float* A;
    public nint ARow;

    /// <summary>From every third row of a to the next: 3 · ARow, except where the rows themselves lie on several lines.</summary>
    public nint AThree;
    public nint AInner;
    public nint AOuter;
    public float* B;
    public nint BInner;
    public nint BOuter;
    public float* C;
    public nint CRow;

    /// <summary>One value a column, or null.</summary>
    public float* Bias;
    public int Outer;
    public int Inner;
    public bool Accumulate;
    public bool Relu;
}
