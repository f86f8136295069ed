using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Misread.Data;
using Misread.Imaging;
using Misread.Report;
using Misread.Runs;
using Misread.Tests.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Report;

/// <summary>The text of the page; how it behaves is tested in a browser.</summary>
public sealed partial class ReportPageTests
{
    [Fact]
    public void It_tells_the_figures_of_the_run()
    {
        (Run run, RunInfo info, _) = RunSamples.Create();
        string html = Render(run, info);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>", html, StringComparison.Ordinal);
        Assert.Equal(run.Fingerprint.Count, CardPattern().Count(html));
        Assert.All(run.Fingerprint, e => Assert.Contains($">{e.Id}<", html, StringComparison.Ordinal));
        Assert.All(run.Metrics!.Parts, p => Assert.Contains($"<td>{p.Origin}</td>", html, StringComparison.Ordinal));
        Assert.Contains($"{100 * run.Metrics.Headline.Accuracy:F2}\u202f%", html, StringComparison.Ordinal);
        Assert.Contains($"{100 * run.Metrics.Headline.AccuracyLow:F2}–{100 * run.Metrics.Headline.AccuracyHigh:F2}\u202f%", html, StringComparison.Ordinal);
        Assert.Contains(info.Reproduce, html, StringComparison.Ordinal);
        Assert.Contains(info.Dataset.Sha256, html, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_were_used_are_told_and_others_are_not()
    {
        (Run run, RunInfo info, _) = RunSamples.Create();
        TrainingOptions options = info.Training!.ToOptions();
        RunInfo With(TrainingOptions changed) => info with { Training = TrainingInfo.Of(changed, 1, 10) };
        RunInfo used = With(options with { Augmentation = Augmentation.Parse("shift=1,elastic=16"), AverageWeights = 0.2, Members = 5, TestTimeShift = 1 });
        RunInfo unused = With(options with { Augmentation = Augmentation.None, AverageWeights = 0, Members = 1, TestTimeShift = 0 });
        foreach ((string name, string value) in ((string, string)[])
            [("Augment", "shift=1,elastic=16"), ("Average weights", "0.2"), ("Members", "5"), ("Test time shift", "1")])
        {
            Assert.Contains($"<dt>{name}</dt><dd>{value}</dd>", Render(run, used), StringComparison.Ordinal);
            Assert.DoesNotContain($"<dt>{name}</dt><dd>{value}</dd>", Render(run, unused), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_is_the_same_to_the_byte_when_it_is_written_again()
    {
        (Run run, RunInfo info, _) = RunSamples.Create();
        Assert.Equal(Render(run, info), Render(run, info));
    }

    [Fact]
    public void It_says_so_when_all_was_trained_on()
    {
        (Run run, RunInfo info, _) = RunSamples.Create();
        var seen = new Predictions(
            [.. Enumerable.Range(0, run.Data.Count).Select(run.Data.Id)],
            run.Data.Labels(),
            [.. Enumerable.Range(0, run.Data.Count).SelectMany(i => run.Predictions.Probabilities(i).ToArray())],
            new PredictionOrigin[run.Data.Count],
            run.Data.ClassNames);
        const string Warning = "Every labelled image was trained on.";
        Assert.Contains(Warning, Render(new Run(run.Data, seen, []), info), StringComparison.Ordinal);
        Assert.DoesNotContain(Warning, Render(run, info), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_too_many_images_the_worst_are_shown_and_it_says_how_many()
    {
        const int Count = 4_000;
        byte[] pixels = new byte[Count * 28 * 28];
        new Random(3).NextBytes(pixels);
        var data = Dataset.Create("noise", "test", 28, 28, pixels, new int[Count], ["a", "b"]);
        // All are misread, the later the worse; noise does not compress, so this page is as large as one gets.
        float[] probabilities = [.. Enumerable.Range(0, Count).SelectMany(i => new[] { 0.4f - (i * 1e-4f), 0.6f + (i * 1e-4f) })];
        var predictions = new Predictions(
            [.. Enumerable.Range(0, Count).Select(data.Id)], data.Labels(), probabilities, [.. Enumerable.Repeat(PredictionOrigin.HeldOut, Count)], data.ClassNames);
        (_, RunInfo info, _) = RunSamples.Create();
        string html = Render(new Run(data, predictions, []), info);
        Assert.Equal(2_000, CardPattern().Count(html));
        Assert.Contains(">noise/test/03999<", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">noise/test/01999<", html, StringComparison.Ordinal);
        Assert.Contains("The 2,000 furthest from their label of 4,000", html, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1_000_000, 5_000_000);
    }

    [Fact]
    public void Large_images_are_shown_as_block_means()
    {
        const int Side = 400;
        byte[] pixels = new byte[Side * Side];
        Array.Fill(pixels, (byte)200);
        var data = Dataset.Create("large", "test", Side, Side, pixels, [0], ["a", "b"]);
        var predictions = new Predictions([data.Id(0)], [0], [0.1f, 0.9f], [PredictionOrigin.HeldOut], data.ClassNames);
        (_, RunInfo info, _) = RunSamples.Create();
        string html = Render(new Run(data, predictions, []), info);
        string base64 = ImagePattern().Match(html).Groups["data"].Value;
        Bitmap shown = PngDecoder.Decode(Convert.FromBase64String(base64), "page");
        Assert.Equal((134, 134), (shown.Width, shown.Height));
        Assert.All(shown.Pixels, p => Assert.Equal(55, p));
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        (Run run, RunInfo info, _) = RunSamples.Create();
        string path = Path.Combine(folder.Path, ReportPage.FileName);
        ReportPage.Write(path, run, info);
        Assert.Equal(Render(run, info), WebUtility.HtmlDecode(File.ReadAllText(path)));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>The page with its character references resolved, for looking for text.</summary>
    private static string Render(Run run, RunInfo info)
    {
        using var stream = new MemoryStream();
        ReportPage.Write(stream, run, info);
        return WebUtility.HtmlDecode(Encoding.UTF8.GetString(stream.ToArray()));
    }

    [GeneratedRegex("<li class=\"card\"", RegexOptions.None, 1000)]
    private static partial Regex CardPattern();

    [GeneratedRegex("src=\"data:image/png;base64,(?<data>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ImagePattern();
}
