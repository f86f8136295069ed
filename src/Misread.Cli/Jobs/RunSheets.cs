using Misread.Audit;
using Misread.Data;

namespace Misread.Cli.Jobs;

internal static class RunSheets
{
    public static void Write(string path, string title, Dataset data, IReadOnlyList<FingerprintEntry> entries)
    {
        _ = (path, title, data, entries);
    }
}
