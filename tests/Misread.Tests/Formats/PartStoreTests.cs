using Misread.Formats;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Formats;

public sealed class PartStoreTests
{
    [Fact]
    public void Parts_come_back_to_the_job_that_kept_them()
    {
        using var folder = new TemporaryFolder();
        using (PartStore store = PartStore.Open(folder.File("kept"), "seed=1 data=x"))
            store.Keep("fold-1", [1, 2, 3, 4], columns: 2);

        using (PartStore again = PartStore.Open(folder.File("kept"), "seed=1 data=x"))
        {
            Assert.Equal([1, 2, 3, 4], again.Find("fold-1", rows: 2, columns: 2)!);
            Assert.Null(again.Find("fold-2", rows: 2, columns: 2));
        }

        PartStore.Finish(folder.File("kept"));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Another_job_is_refused_and_is_told_what_differs()
    {
        using var folder = new TemporaryFolder();
        PartStore.Open(folder.File("kept"), "seed=1 data=x").Dispose();

        var refused = Assert.Throws<DataFormatException>(() => PartStore.Open(folder.File("kept"), "seed=2 data=x"));

        Assert.Contains("there seed=1, here seed=2", refused.Message, StringComparison.Ordinal);
        Assert.Equal("seed=1 data=x", PartStore.IdentityAt(folder.File("kept")));
    }

    [Fact]
    public void A_store_is_used_by_one_process_at_a_time()
    {
        using var folder = new TemporaryFolder();
        using PartStore store = PartStore.Open(folder.File("kept"), "seed=1");
        Assert.Throws<OutputRefusedException>(() => PartStore.Open(folder.File("kept"), "seed=1"));
        Assert.Throws<OutputRefusedException>(() => PartStore.Discard(folder.File("kept")));
    }

    [Theory]
    [InlineData("thesis.txt")]
    [InlineData("chapter/thesis.txt")]
    public void A_folder_of_somebody_elses_is_neither_used_nor_deleted(string file)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File($"kept/{file}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "precious");

        Assert.Throws<OutputRefusedException>(() => PartStore.Open(folder.File("kept"), "seed=1"));
        Assert.Throws<OutputRefusedException>(() => PartStore.Discard(folder.File("kept")));
        PartStore.Finish(folder.File("kept"));
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_file_of_somebody_elses_is_neither_used_nor_deleted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("kept"), "precious");
        Assert.Throws<OutputRefusedException>(() => PartStore.Open(folder.File("kept"), "seed=1"));
        Assert.Throws<OutputRefusedException>(() => PartStore.Discard(folder.File("kept")));
        Assert.Equal("precious", File.ReadAllText(folder.File("kept")));
    }

    [Fact]
    public void What_somebody_added_to_a_store_stays_when_the_job_is_finished()
    {
        using var folder = new TemporaryFolder();
        using (PartStore store = PartStore.Open(folder.File("kept"), "seed=1"))
            store.Keep("fold-1", [1], columns: 1);
        File.WriteAllText(folder.File("kept/notes.txt"), "precious");

        Assert.Throws<OutputRefusedException>(() => PartStore.Discard(folder.File("kept")));
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.File("kept")).Length);
        PartStore.Finish(folder.File("kept"));
        Assert.Equal([folder.File("kept/notes.txt")], Directory.GetFileSystemEntries(folder.File("kept")));
    }

    [Fact]
    public void A_store_within_a_store_goes_with_it()
    {
        using var folder = new TemporaryFolder();
        using (PartStore inner = PartStore.Open(folder.File("kept/folds"), "folds=5"))
            inner.Keep("fold-1", [1], columns: 1);
        using (PartStore outer = PartStore.Open(folder.File("kept"), "arms=3"))
            outer.Keep("hard-1", [1], columns: 1);
        PartStore.Finish(folder.File("kept"));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
