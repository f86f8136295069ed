using System.Diagnostics;
using Misread.IO;
using Xunit;

namespace Misread.Tests.IO;

public sealed class InputFileTests
{
    [Fact]
    public void What_is_no_regular_file_is_refused_before_it_is_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices and pipes of Linux");
        using var folder = new TemporaryFolder();
        MakePipe(folder.File("pipe"));
        File.CreateSymbolicLink(folder.File("zero"), "/dev/zero");

        foreach ((string path, string found) in ((string, string)[])[(folder.File("pipe"), "a pipe"), (folder.File("zero"), "a device"), (folder.Path, "a folder")])
        {
            Assert.Contains(found, Assert.Throws<DataFormatException>(() => InputFile.Open(path)).Message, StringComparison.Ordinal);
            Assert.Contains(found, Assert.Throws<DataFormatException>(() => InputFile.ReadText(path, 10)).Message, StringComparison.Ordinal);
            Assert.Contains(found, Assert.Throws<DataFormatException>(() => InputFile.FirstLine(path)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<FileNotFoundException>(() => InputFile.Open(folder.File("nothing")));
    }

    [Fact]
    public void Bounds_hold_before_memory_is_taken()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "first\r\nsecond");
        Assert.Equal("first\r\nsecond", InputFile.ReadText(folder.File("a"), 13));
        Assert.Throws<DataFormatException>(() => InputFile.ReadText(folder.File("a"), 12));
        Assert.Equal("first", InputFile.FirstLine(folder.File("a")));
        using (FileStream sparse = File.Create(folder.File("large")))
            sparse.SetLength(1L << 40);
        Assert.Throws<DataFormatException>(() => InputFile.ReadBytes(folder.File("large"), long.MaxValue));
        Assert.Throws<DataFormatException>(() => InputFile.FirstLine(folder.File("large")));
    }

    /// <summary>.NET makes no named pipes.</summary>
    internal static void MakePipe(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
