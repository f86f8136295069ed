using System.CommandLine;
using System.Text.RegularExpressions;
using Misread.Cli.Verbs;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>Every command line of <c>misread</c> in the README, the docs and the help is one that the program takes.</summary>
public sealed partial class CommandsInDocsTests
{
    private static readonly RootCommand Root = Misread.Cli.CommandLine.CreateRoot();

    /// <summary>What stands for a value in the docs, and a value.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["N"] = "3",
        ["K"] = "3",
        ["S"] = "3",
        ["KIND"] = "ambiguous",
        ["FORMAT"] = "png",
        ["…"] = "x",
        ["VERB"] = "run",
    };

    public static TheoryData<string, string> Documented
    {
        get
        {
            var found = new TheoryData<string, string>();
            string root = TestData.RepositoryRoot;
            string[] pages = [Path.Combine(root, "README.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)];
            foreach (string page in pages.Order(StringComparer.Ordinal))
            {
                foreach (string line in Lines(File.ReadAllText(page)).Distinct(StringComparer.Ordinal))
                    found.Add(Path.GetRelativePath(root, page), line);
            }

            foreach (string line in Examples(Root).Distinct(StringComparer.Ordinal))
                found.Add("help", line);
            return found;
        }
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void A_documented_command_line_is_taken(string page, string line)
    {
        string[] words = [.. Split(line).Select(word => Values.GetValueOrDefault(word, word))];
        ParseResult parsed = Root.Parse(Misread.Cli.CommandLine.WithoutHelpVerb(words), Misread.Cli.CommandLine.Configuration);

        // A verb alone is its name and no command.
        if (parsed.CommandResult.Command is not RootCommand && words.SequenceEqual(NamesOf(parsed.CommandResult.Command), StringComparer.Ordinal))
            return;
        Assert.True(parsed.Errors.Count == 0, $"{page}: misread {line}: {string.Join(" ", parsed.Errors.Select(e => e.Message))}");
    }

    [Fact]
    public void There_are_many() => Assert.True(Documented.Count > 80, $"{Documented.Count} command lines");

    private static IEnumerable<string> Examples(Command command) =>
        (command is Verb verb ? verb.Examples.Select(e => e.CommandLine["misread".Length..].Trim()) : [])
            .Concat(command.Subcommands.SelectMany(Examples));

    private static IEnumerable<string> Lines(string page)
    {
        foreach (Match code in Code().Matches(page))
        {
            string text = code.Groups["fence"].Success ? code.Groups["fence"].Value : code.Groups["inline"].Value;
            foreach (string line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            {
                if (Command().Match(line.Trim()) is { Success: true } command)
                    yield return Comment().Replace(command.Groups["words"].Value, "").Trim();
            }
        }
    }

    private static IEnumerable<string> NamesOf(Command command) =>
        command is RootCommand ? [] : [.. command.Parents.OfType<Command>().Take(1).SelectMany(NamesOf), command.Name];

    private static IEnumerable<string> Split(string line) => Word().Matches(line).Select(m => m.Value.Trim('\'', '"'));

    [GeneratedRegex(@"```[a-z]*\n(?<fence>.*?)```|`(?<inline>[^`\n]+)`", RegexOptions.Singleline, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:\$ )?(?:[A-Z_]+=\S+ )*misread(?<words>(?: .*)?)$", RegexOptions.None, 10_000)]
    private static partial Regex Command();

    /// <summary>Behind two spaces, or a number sign.</summary>
    [GeneratedRegex(@"\s+#.*$|(?<=\S)\s{2,}.*$", RegexOptions.None, 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|\S+", RegexOptions.None, 10_000)]
    private static partial Regex Word();
}
