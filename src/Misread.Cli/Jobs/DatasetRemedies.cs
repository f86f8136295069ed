using System.CommandLine;
using Misread.Cli.Verbs;
using Misread.Data;

namespace Misread.Cli.Jobs;

/// <summary>The options that put right what the library finds in the content of images and labels.</summary>
internal static class DatasetRemedies
{
    /// <summary>The options, for a verb that takes them.</summary>
    public static Option[] Options => [CommonOptions.Invert, CommonOptions.Transpose, CommonOptions.MaxValue, CommonOptions.MoveLabels];

    /// <summary>Whether one of them is given.</summary>
    public static bool AreGiven(ParseResult parsed) =>
        parsed.GetValue(CommonOptions.Invert) || parsed.GetValue(CommonOptions.Transpose)
        || parsed.GetValue(CommonOptions.MaxValue) is not null || parsed.GetValue(CommonOptions.MoveLabels) is not null;

    /// <summary>The data set as the options want it.</summary>
    /// <exception cref="UsageException">A pixel is greater than --max-value says, or the images are in colour or in files.</exception>
    public static Dataset Apply(Dataset data, ParseResult parsed)
    {
        try
        {
            if (parsed.GetValue(CommonOptions.MaxValue) is { } greatest)
                data = DatasetRemedy.WithMaxValue(data, greatest);
            if (parsed.GetValue(CommonOptions.Invert))
                data = DatasetRemedy.Invert(data);
            if (parsed.GetValue(CommonOptions.Transpose))
                data = DatasetRemedy.Transpose(data);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--invert, --transpose, --max-value: {TrainingArguments.Sentence(e)}");
        }

        return parsed.GetValue(CommonOptions.MoveLabels) is { } rows && rows != 0 ? DatasetRemedy.MoveLabels(data, rows) : data;
    }

    /// <summary>Says what was found and what to do.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="name">The data set, as it is written in a command.</param>
    /// <param name="itself">Whether this command takes the options itself.</param>
    public static void Tell(IEnumerable<ContentFinding> findings, string name, bool itself)
    {
        foreach (ContentFinding finding in findings)
            Output.Notice($"{name}: {finding.Text}{Remedy(finding, itself ? null : name)}");
    }

    private static string Remedy(ContentFinding finding, string? convert)
    {
        string? option = finding.Kind switch
        {
            ContentKind.Inverted => "--invert",
            ContentKind.Transposed => "--transpose",
            ContentKind.InvertedAndTransposed => "--invert --transpose",
            ContentKind.NearlyBlack => $"--max-value {finding.Amount}",
            ContentKind.LabelsMoved => $"--move-labels {finding.Amount}",
            _ => null,
        };
        return (option, finding.Kind) switch
        {
            (null, ContentKind.Blank) => "; what is read in such an image means nothing.",
            (null, ContentKind.ClassesMoved) => "; number the classes as the model does.",
            (null, ContentKind.OneClass) => "; check the column or the folders that the labels come from.",
            (null, _) => "; check how the images were written.",
            _ when convert is null => $"; add {option}.",
            _ => $"; 'misread data convert {convert} {option} --to idx --out NEW' writes a data set that is right.",
        };
    }
}
