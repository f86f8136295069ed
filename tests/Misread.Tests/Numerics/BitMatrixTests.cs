using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class BitMatrixTests
{
    [Fact]
    public void Every_bit_changes_its_row_with_its_column()
    {
        var random = new Prng(1);
        ulong[] before = new ulong[64];
        foreach (ref ulong row in before.AsSpan())
            row = random.NextUInt64();
        ulong[] after = [.. before];
        fixed (ulong* rows = after)
            BitMatrix.Transpose(rows);
        for (int n = 0; n < 64; n++)
        {
            for (int k = 0; k < 64; k++)
                Assert.Equal((before[n] >> k) & 1, (after[k] >> n) & 1);
        }
    }
}
