using Misread.Cli;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class HelpTests
{
    [Fact]
    public void Help_verb_is_verb_help()
    {
        Assert.Equal(CliProcess.Run(["data", "list", "--help"]), CliProcess.Run(["help", "data", "list"]));
        Assert.Equal(0, CliProcess.Run(["help"]).ExitCode);
    }

    [Theory]
    [InlineData("A is missing: Folder of a run.", "compare")]
    [InlineData("B is missing: Folder of another run; images are joined by id, classes by name.", "compare", "x")]
    [InlineData("is missing: ", "predict")]
    [InlineData("SHELL is missing: One of bash, zsh, pwsh.", "completion")]
    public void A_missing_argument_is_named(string expected, params string[] args)
    {
        CliResult result = CliProcess.Run(args);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _misread misread")]
    [InlineData("zsh", "compdef _misread misread")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Completion_prints_the_script_of_a_shell(string shell, string expected) =>
        Assert.Contains(expected, CliProcess.Run(["completion", shell]).Output, StringComparison.Ordinal);

    [Fact]
    public void Text_breaks_between_words_only()
    {
        const string text = "Data set: a name, a file or a folder, see misread-data-list-which-is-longer-than-a-line at once.";
        string wrapped = Words.Wrap(text, 20, 3);
        Assert.Equal(text.Split(' '), wrapped.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.All(wrapped.Split('\n'), line => Assert.True(line.Trim().Length <= 20 || !line.Trim().Contains(' ', StringComparison.Ordinal), line));
    }

    [Fact]
    public void One_is_singular() =>
        Assert.Equal(["0 images", "1 image", "1,000 images", "1 class", "2 classes"], [Count.Of(0, "image"), Count.Of(1, "image"), Count.Of(1000, "image"), Count.Of(1, "class", "classes"), Count.Of(2, "class", "classes")]);

    [Fact]
    public void Names_of_parameters_are_not_told()
    {
        using var text = new StringWriter();
        Failure.Report(new DataFormatException($"x: {new ArgumentException("too deep", nameof(text)).Message}."), text);
        Assert.Equal("misread: x: too deep.", text.ToString().TrimEnd());
    }
}
