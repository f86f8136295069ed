using System.Globalization;
using Misread.Evaluation;

namespace Misread.Experiments;

/// <summary>A trial of corrections in words.</summary>
public static class CorrectionText
{
    private static CultureInfo Plain => CultureInfo.InvariantCulture;

    /// <summary>Why the verdict is what it is, in a sentence.</summary>
    public static string Reason(CorrectionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.TooLittle is { } missing)
            return $"{missing}, so nothing can be told.";
        IEnumerable<string> findings = result.Controls.Select(c => $"beside {c.Control.ToName()} {Finding(c)}");
        return string.Create(Plain, $"{string.Join("; ", findings)}, on the {result.Controls[0].Untouched.Images:N0} test images that nobody corrected.");
    }

    /// <summary>What the verdict does not say, a sentence each.</summary>
    public static IReadOnlyList<string> Caveats(CorrectionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var caveats = new List<string> { "The interval speaks of other seeds and other test images of the kind, not of another training set." };
        if (result.Run.TestRelabelled.Count > 0)
        {
            caveats.Add(string.Create(
                Plain,
                $"{result.Run.TestRelabelled.Count:N0} test labels were corrected where a network asked, so figures under corrected labels favour networks like that one; the verdict does not use them."));
        }

        if (result.Run.TestExcluded.Count > 0)
            caveats.Add(string.Create(Plain, $"{result.Run.TestExcluded.Count:N0} test images are excluded and judged under no labels."));
        if (result.Verdict == RetrainVerdict.CannotTell && result.TooLittle is null)
        {
            double least = result.Controls.Max(c => c.Untouched.Difference.LeastDetectable);
            caveats.Add(string.Create(Plain, $"With these seeds and test images a gain of {least:F1} errors a network would have been shown in four cases of five, a smaller one in fewer."));
        }

        return caveats;
    }

    private static string Finding(CorrectionComparison c)
    {
        TwoWayInterval d = c.Untouched.Difference;
        string interval = string.Create(Plain, $"({-d.High:F1} … {-d.Low:F1})");
        return c.Verdict switch
        {
            RetrainVerdict.Helped => string.Create(Plain, $"{-d.Mean:F1} fewer errors a network {interval} of {c.Untouched.ControlErrors:F1}"),
            RetrainVerdict.Harmed => string.Create(Plain, $"{d.Mean:F1} more errors a network ({d.Low:F1} … {d.High:F1}) than {c.Untouched.ControlErrors:F1}"),
            RetrainVerdict.DidNotHelp => string.Create(Plain, $"the interval rules out {RetrainRule.WorthHaving * 100:0.#} % fewer errors {interval}"),
            _ when d.High < 0 || d.Low > 0 => "untouched images and original labels disagree",
            _ => string.Create(Plain, $"the interval holds both no gain and one worth having {interval}"),
        };
    }
}
