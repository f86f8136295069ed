using Misread.Cli.Views;
using Misread.Data;
using Misread.Evaluation;
using Misread.Runs;
using Spectre.Console;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class TerminalViewsTests
{
    private const string Escape = "\u001b";

    [Fact]
    public void A_matrix_in_plain_text_is_aligned()
    {
        var confusion = ConfusionMatrix.FromCounts(["0", "1", "ten"], [1200, 3, 0, 12, 90, 1, 0, 0, 7]);
        string[] expected =
        [
            "label     0     1   ten",
            "    0 1,200     3     ·",
            "    1    12    90     1",
            "  ten     ·     ·     7",
        ];
        Assert.Equal(expected, Lines(80, console => TerminalViews.ConfusionMatrix(confusion, console)));
    }

    [Fact]
    public void A_matrix_that_is_too_wide_becomes_a_list_of_its_greatest_mistakes()
    {
        int[] counts = new int[26 * 26];
        counts[(2 * 26) + 4] = 5;
        counts[(7 * 26) + 1] = 9;
        var confusion = ConfusionMatrix.FromCounts([.. Enumerable.Range(0, 26).Select(k => $"{(char)('A' + k)}")], counts);
        Assert.Equal(["      9  H → B", "      5  C → E"], Lines(40, console => TerminalViews.ConfusionMatrix(confusion, console)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        var confusion = ConfusionMatrix.FromCounts(["a name that is far too long for any table", "b", "数字の七"], [5, 1, 0, 2, 8, 0, 1, 1, 4]);
        Run run = Images(["a name that is far too long for any table", "b", "数字の七"], 28, 9);
        IEnumerable<string> lines = Lines(width, console =>
        {
            TerminalViews.ConfusionMatrix(confusion, console);
            TerminalViews.Digits(run, [0, 1, 2, 3], console);
        });
        // An image needs its columns, however narrow the terminal is.
        Assert.All(lines, line => Assert.True(line.Length <= Math.Max(width, 30), line));
    }

    [Fact]
    public void A_class_name_cannot_speak_to_the_terminal()
    {
        var confusion = ConfusionMatrix.FromCounts([$"{Escape}[2J", "[red]b[/]"], [1, 1, 1, 1]);
        string text = Text(80, ColorSystemSupport.NoColors, console => TerminalViews.ConfusionMatrix(confusion, console));
        Assert.DoesNotContain(Escape, text, StringComparison.Ordinal);
        Assert.Contains("[red]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_glowing_cell_has_a_colour_only_where_colours_are_wanted()
    {
        var confusion = ConfusionMatrix.FromCounts(["0", "1"], [9, 4, 1, 9]);
        string coloured = Text(80, ColorSystemSupport.TrueColor, console => TerminalViews.ConfusionMatrix(confusion, console));
        Assert.Contains($"{Escape}[", coloured, StringComparison.Ordinal);
        // The greatest mistake stands on the full colour.
        Assert.Contains("48;2;230;110;50", coloured, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, Text(80, ColorSystemSupport.NoColors, console => TerminalViews.ConfusionMatrix(confusion, console)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_in_plain_text_is_shades_two_pixels_a_character()
    {
        byte[] pixels =
        [
            0, 16, 16, 0,
            0, 16, 0, 0,
            8, 0, 16, 0,
        ];
        var data = Dataset.Create("d", "test", 3, 4, pixels, [1], ["0", "1"], maxValue: 16);
        var predictions = new Predictions([data.Id(0)], [1], [0.9f, 0.1f], [PredictionOrigin.HeldOut], data.ClassNames);
        string[] lines = [.. Lines(80, console => TerminalViews.Digits(new Run(data, predictions, []), [0], console))];
        Assert.Equal([" █▒", "░ ▒", "1 → 0 90 %", ""], lines);
    }

    [Fact]
    public void An_image_in_colour_is_half_blocks_of_two_greys()
    {
        var data = Dataset.Create("d", "test", 2, 1, [255, 51], [1], ["0", "1"]);
        var predictions = new Predictions([data.Id(0)], [1], [0.9f, 0.1f], [PredictionOrigin.HeldOut], data.ClassNames);
        string text = Text(80, ColorSystemSupport.TrueColor, console => TerminalViews.Digits(new Run(data, predictions, []), [0], console));
        Assert.Contains($"{Escape}[38;2;255;255;255;48;2;51;51;51m▀", text, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_images_stand_side_by_side_as_fit()
    {
        Run run = Images(["0", "1"], 28, 5);
        // Two images of 28 columns and a gap of 2 fit 58 columns: three rows of images, each of 14 lines, a caption and a blank.
        Assert.Equal(3 * 16, Lines(58, console => TerminalViews.Digits(run, [0, 1, 2, 3, 4], console)).Count());
        Assert.Equal(5 * 16, Lines(57, console => TerminalViews.Digits(run, [0, 1, 2, 3, 4], console)).Count());
    }

    private static Run Images(string[] classNames, int side, int count)
    {
        byte[] pixels = new byte[count * side * side];
        new Random(5).NextBytes(pixels);
        var data = Dataset.Create("d", "test", side, side, pixels, [.. Enumerable.Range(0, count).Select(i => i % classNames.Length)], classNames);
        float[] probabilities = [.. Enumerable.Range(0, count * classNames.Length).Select(at => at % classNames.Length == 0 ? 1f : 0f)];
        var predictions = new Predictions(
            [.. Enumerable.Range(0, count).Select(data.Id)], data.Labels(), probabilities, new PredictionOrigin[count], classNames);
        return new Run(data, predictions, []);
    }

    private static IEnumerable<string> Lines(int width, Action<IAnsiConsole> write)
    {
        string text = Text(width, ColorSystemSupport.NoColors, write);
        return text.TrimEnd('\n').Length == 0 ? [] : text[..^1].Split('\n').Select(line => line.TrimEnd());
    }

    private static string Text(int width, ColorSystemSupport colours, Action<IAnsiConsole> write)
    {
        using var text = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = colours,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        write(console);
        return text.ToString().ReplaceLineEndings("\n");
    }
}
