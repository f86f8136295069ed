using System.Globalization;

namespace Misread.Cli;

/// <summary>Numbers of things in words: one is singular.</summary>
internal static class Count
{
    /// <summary><c>1 image</c>, <c>10,000 images</c>.</summary>
    public static string Of(int count, string one) => Of(count, one, one + "s");

    /// <summary><c>1 class</c>, <c>10 classes</c>.</summary>
    public static string Of(int count, string one, string many) =>
        count == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {many}");
}
