using System.Runtime.Intrinsics;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class SimdTests
{
    [Fact]
    public void The_runtime_can_be_told_to_do_without_wide_vectors()
    {
        // So that a run of these tests with DOTNET_EnableAVX512=0 or DOTNET_EnableAVX2=0 is what it claims to be.
        Assert.False(IsOff("DOTNET_EnableAVX512") && Vector512.IsHardwareAccelerated);
        Assert.False(IsOff("DOTNET_EnableAVX2") && Vector256.IsHardwareAccelerated);
        Assert.Equal(
            Vector512.IsHardwareAccelerated ? ("Vector512", 16) : Vector256.IsHardwareAccelerated ? ("Vector256", 8) : ("Vector128", 4),
            (Simd.InstructionSet, TileShapes.Lanes));

        static bool IsOff(string name) => Environment.GetEnvironmentVariable(name) == "0";
    }
}
