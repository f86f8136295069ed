using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class TransposeTests
{
    // Rows, columns, floats beside each row of the source and of the destination.
    [Fact]
    public void Every_element_and_nothing_else_is_written() => KernelTesting.ForAll([(1, 40), (1, 40), (0, 9), (0, 9)], s =>
    {
        (int rows, int columns, int sourceRow, int destinationRow) = (s[0], s[1], s[1] + s[2], s[0] + s[3]);
        AlignedBuffer source = KernelTesting.Random(rows * sourceRow, 1);
        AlignedBuffer destination = KernelTesting.Random(columns * destinationRow, 2);
        float[] expected = destination.Span.ToArray();
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                expected[(j * destinationRow) + i] = source.Span[(i * sourceRow) + j];
        }

        Transpose.Run(source.Pointer, sourceRow, rows, columns, destination.Pointer, destinationRow);
        Assert.Equal(expected, destination.Span.ToArray());
    });
}
