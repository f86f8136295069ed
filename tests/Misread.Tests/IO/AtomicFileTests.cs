using Misread.IO;
using Xunit;

namespace Misread.Tests.IO;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder.File("a.txt"), "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder.File("a.txt"), stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("stop");
        }));

        Assert.Equal("old", File.ReadAllText(folder.File("a.txt")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        using var folder = new TemporaryFolder();
        string left = folder.File($".a.txt.{Guid.NewGuid():N}.tmp");
        string others = folder.File($".a.txt.b.{Guid.NewGuid():N}.tmp");
        File.WriteAllText(left, "");
        File.WriteAllText(others, "");

        AtomicFile.Write(folder.File("a.txt"), stream =>
        {
            stream.WriteByte(1);
            AtomicFile.RemoveAbandoned(folder.File("a.txt"));
        });

        Assert.Equal([others, folder.File("a.txt")], Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_failed_folder_leaves_the_old_folder_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteFolder(folder.File("run"), overwrite: false, f => File.WriteAllText(Path.Combine(f, "a"), "old"));

        Assert.Throws<InvalidOperationException>(() => AtomicFile.WriteFolder(folder.File("run"), overwrite: true, f =>
        {
            File.WriteAllText(Path.Combine(f, "a"), "new");
            throw new InvalidOperationException("stop");
        }));

        Assert.Equal("old", File.ReadAllText(Path.Combine(folder.File("run"), "a")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_is_replaced_only_when_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteFolder(folder.File("run"), overwrite: false, f => File.WriteAllText(Path.Combine(f, "old"), ""));

        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteFolder(folder.File("run"), overwrite: false, _ => { }));
        AtomicFile.WriteFolder(folder.File("run"), overwrite: true, f => File.WriteAllText(Path.Combine(f, "new"), ""));

        Assert.Equal([".misread", "new"], Directory.GetFiles(folder.File("run")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_where_a_folder_is_to_be_is_refused_even_by_force()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("run"), "precious");

        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteFolder(folder.File("run"), overwrite: true, _ => { }));

        Assert.Equal("precious", File.ReadAllText(folder.File("run")));
    }
}
