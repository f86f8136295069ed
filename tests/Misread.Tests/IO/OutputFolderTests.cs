using Misread.IO;
using Xunit;

namespace Misread.Tests.IO;

public sealed class OutputFolderTests
{
    [Fact]
    public void A_folder_that_Misread_did_not_write_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("thesis"));
        File.WriteAllText(folder.File("thesis/chapter.txt"), "precious");

        var refused = Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File("thesis"), replace: true));

        Assert.Equal(OutputRemedy.AnotherPlace, refused.Remedy);
        Assert.Equal("precious", File.ReadAllText(folder.File("thesis/chapter.txt")));
        AssertHolds(folder, "thesis");
    }

    [Theory]
    [InlineData("notes.txt")] // a file of the user's own beside what was written
    [InlineData("part/notes.txt")]
    [InlineData("a.txt")] // a written file that was changed since
    public void A_folder_that_was_added_to_or_changed_is_not_replaced(string changed)
    {
        using var folder = new TemporaryFolder();
        Write(folder, "out", "old");
        File.WriteAllText(folder.File($"out/{changed}"), "precious");

        var refused = Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File("out"), replace: true));

        Assert.Contains(changed, refused.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder.File($"out/{changed}")));
    }

    [Fact]
    public void A_link_within_a_folder_is_not_followed_and_keeps_it_from_being_replaced()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "out", "old");
        Directory.CreateDirectory(folder.File("archive"));
        File.WriteAllText(folder.File("archive/x"), "precious");
        Directory.CreateSymbolicLink(folder.File("out/link"), folder.File("archive"));

        Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File("out"), replace: true));
        Assert.Equal("precious", File.ReadAllText(folder.File("archive/x")));
    }

    [Fact]
    public void What_Misread_wrote_is_replaced_when_that_is_asked_for_and_not_before()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "out", "old");

        var refused = Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File("out")));
        Write(folder, "out", "new", replace: true);

        Assert.Equal(OutputRemedy.Replace, refused.Remedy);
        Assert.Equal("new", File.ReadAllText(folder.File("out/a.txt")));
        AssertHolds(folder, "out");
    }

    [Theory]
    [InlineData("images")] // is
    [InlineData("images/run")] // lies in
    [InlineData(".")] // contains
    [InlineData("link")] // is, through a link
    [InlineData("link/run")]
    public void An_output_that_is_contains_or_lies_in_an_input_is_refused(string output)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("images/0"));
        Directory.CreateSymbolicLink(folder.File("link"), folder.File("images"));

        Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File(output), replace: true, folder.File("images")));
        using var open = OutputFolder.Open(folder.File("images-2"), replace: true, folder.File("images"));
        Assert.Throws<OutputRefusedException>(() => open.Protect(folder.File("images-2/x")));
    }

    [Fact]
    public void The_current_and_the_home_folder_and_what_contains_them_are_refused()
    {
        foreach (string place in (string[])["..", "/", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)])
            Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(place, replace: true));
    }

    [Fact]
    public void A_place_is_claimed_once_until_it_is_given_back()
    {
        using var folder = new TemporaryFolder();
        using (OutputFolder.Open(folder.File("out")))
        {
            Assert.Null(OutputFolder.TryOpen(folder.File("out")));
            Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File("./out")));
        }

        using OutputFolder again = OutputFolder.Open(folder.File("out"));
        Assert.NotNull(again);
    }

    [Fact]
    public void A_replacement_that_was_killed_between_its_two_renames_gives_the_old_folder_back()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "out", "old");
        string full = folder.File("out");
        Directory.Move(full, Temporaries.OldOf(full));
        string unfinished = Temporaries.NewOf(full);
        Directory.CreateDirectory(unfinished);
        File.WriteAllText(Path.Combine(unfinished, "a.txt"), "new");

        Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(full));

        Assert.Equal("old", File.ReadAllText(folder.File("out/a.txt")));
        AssertHolds(folder, "out");
    }

    [Fact]
    public void A_replacement_that_was_killed_behind_its_two_renames_keeps_the_new_folder()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "out", "old");
        Directory.Move(folder.File("out"), Temporaries.OldOf(folder.File("out")));
        Write(folder, "other", "new");
        Directory.Move(folder.File("other"), folder.File("out"));

        Assert.Throws<OutputRefusedException>(() => OutputFolder.Open(folder.File("out")));

        Assert.Equal("new", File.ReadAllText(folder.File("out/a.txt")));
        AssertHolds(folder, "out");
    }

    [Fact]
    public void A_living_process_keeps_its_temporaries()
    {
        using var folder = new TemporaryFolder();
        using OutputFolder open = OutputFolder.Open(folder.File("out"));
        open.Write(temporary =>
        {
            File.WriteAllText(Path.Combine(temporary, "a.txt"), "mine");
            Assert.Null(OutputFolder.TryOpen(folder.File("out"), replace: true));
            OutputFolder.Recover(folder.File("out"));
            Assert.True(File.Exists(Path.Combine(temporary, "a.txt")));
        });
        Assert.Equal("mine", File.ReadAllText(folder.File("out/a.txt")));
    }

    [Fact]
    public void What_a_kill_left_in_a_folder_does_not_keep_it_from_being_replaced()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "out", "old");
        File.WriteAllText(folder.File($"out/.report.html.{Guid.NewGuid():N}.tmp"), "half");
        Write(folder, "out", "new", replace: true);
        Assert.Equal("new", File.ReadAllText(folder.File("out/a.txt")));
        AssertHolds(folder, "out");
    }

    [Fact]
    public void An_empty_folder_is_filled()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("out"));
        Write(folder, "out", "new");
        Assert.Equal("new", File.ReadAllText(folder.File("out/a.txt")));
        AssertHolds(folder, "out");
    }

    private static void Write(TemporaryFolder folder, string name, string text, bool replace = false)
    {
        using OutputFolder output = OutputFolder.Open(folder.File(name), replace);
        output.Write(at =>
        {
            File.WriteAllText(Path.Combine(at, "a.txt"), text);
            Directory.CreateDirectory(Path.Combine(at, "part"));
            File.WriteAllText(Path.Combine(at, "part/b.txt"), text);
        });
    }

    private static void AssertHolds(TemporaryFolder folder, params string[] names) =>
        Assert.Equal(names, Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
