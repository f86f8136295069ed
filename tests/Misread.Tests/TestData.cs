using Xunit;

namespace Misread.Tests;

/// <summary>Where real data lies; a test whose data is absent is reported as skipped, never as passed.</summary>
internal static class TestData
{
    /// <summary>The folder that holds the solution; a relative MISREAD_DATA is meant from there.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The folder named by MISREAD_DATA that holds <paramref name="name"/>, or a skipped test.</summary>
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("MISREAD_DATA");
        if (string.IsNullOrEmpty(root))
            Assert.Skip($"MISREAD_DATA is not set; this test needs {name}.");
        string folder = Path.GetFullPath(Path.Combine(root!, name), RepositoryRoot);
        if (!Directory.Exists(folder))
            Assert.Skip($"{folder} does not exist; this test needs {name}.");
        return folder;
    }

    private static string FindRepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Misread.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Misread.slnx is not above the test program.");
    }
}
