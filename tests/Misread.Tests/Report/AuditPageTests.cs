using System.Text;
using System.Text.RegularExpressions;
using Misread.Audit;
using Misread.Data;
using Misread.Report;
using Xunit;

namespace Misread.Tests.Report;

/// <summary>The text of the page of an audit; how it behaves is tested in a browser.</summary>
public sealed partial class AuditPageTests
{
    [Fact]
    public void Of_too_many_findings_the_worst_are_shown_and_it_says_where_the_others_are()
    {
        AuditReport report = Noise(5_000, 28);
        string html = Render(report);
        Assert.Equal(2_000, CardPattern().Count(html));
        Assert.Contains("The 2,000 most suspicious of 5,000</strong> are here", html, StringComparison.Ordinal);
        Assert.Contains("the other 3,000 are in <code>verdicts.csv</code>", html, StringComparison.Ordinal);
        Assert.Contains("id=\"i1999\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"i2000\"", html, StringComparison.Ordinal);

        // Noise does not compress, so this page is as large as one gets.
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1_000_000, 6_000_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(Render(Noise(400, 150))), 1_000_000, 6_000_000);
    }

    [Fact]
    public void Of_many_classes_the_noisiest_are_in_the_table_and_no_matrix_is_drawn()
    {
        string html = Render(Noise(300, 4, classes: 200));
        Assert.Contains("These are the 50 noisiest labels; the other 150 are in", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<table class=\"matrix", html, StringComparison.Ordinal);
    }

    [Fact]
    public void It_tells_where_the_predictions_come_from_and_what_to_do()
    {
        string html = Render(Noise(20, 8) with { TrainSeen = 7 });
        Assert.Contains("7 of the 20 images were trained on.", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Flagged by</dt><dd>both</dd>", html, StringComparison.Ordinal);
        Assert.Contains("<code>misread fix noise</code>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("were trained on.", Render(Noise(20, 8)), StringComparison.Ordinal);
        Assert.Equal(Render(Noise(20, 8)), Render(Noise(20, 8)));
    }

    [Theory]
    [InlineData("label", 1, 47, "One label in 47 is")]
    [InlineData("of the test images", 214, 10_000, "One in 47 of the test images is")]
    [InlineData("of the test images", 825, 1000, "82.5\u202f% of the test images are")]
    [InlineData("label", 1, 2, "50.0\u202f% of the labels are")]
    [InlineData("label", 2, 5, "One label in 2 is")]
    public void There_is_no_one_in_one(string what, int part, int whole, string expected) => Assert.Equal(expected, Show.OneIn(what, part, whole));

    [Fact]
    public void It_tells_the_opinion_the_notes_and_the_counts_in_their_order()
    {
        string html = Render(Noise(20, 8) with { Opinion = new NetworkOpinion(20, 19, 0.5, 1), Notes = ["Beware of <this>."] });
        Assert.Contains("<dt>Read as labelled</dt>", html, StringComparison.Ordinal);
        Assert.Contains("Beware of &lt;this&gt;.", html, StringComparison.Ordinal);
        int issues = html.IndexOf("<dt>Label issues</dt>", StringComparison.Ordinal);
        Assert.True(issues > 0 && issues < html.IndexOf("<dt>Estimated wrong labels</dt>", StringComparison.Ordinal));
    }

    /// <summary>All are given the first class and read as the second.</summary>
    private static AuditReport Noise(int count, int side, int classes = 2)
    {
        byte[] pixels = new byte[count * side * side];
        new Random(3).NextBytes(pixels);
        string[] names = [.. Enumerable.Range(0, classes).Select(k => $"c{k}")];
        var data = Dataset.Create("noise", "test", side, side, pixels, new int[count], names);
        float[] p = new float[classes];
        (p[0], p[1]) = (0.2f, 0.8f);
        double[] all = [.. Enumerable.Range(0, count).SelectMany(_ => p.Select(v => (double)v))];
        var audit = LabelAudit.Of(ProbabilityMatrix.From(all, classes), new int[count], cancellation: TestContext.Current.CancellationToken);
        return new AuditReport
        {
            Name = "noise",
            ClassNames = names,
            Kinds = [new("label_error", "Likely label errors", "Look.")],
            Findings = [.. Enumerable.Range(0, count).Select(i => new AuditFinding(i, data.Id(i), 0, 1, p, i / (double)count, "label_error", "given c0, read c1 by all"))],
            Health = audit.Health(LabelFilter.Both),
            Images = data,
            Settings = [new("Flagged by", "both")],
            Next = [new("misread fix noise", "Correct")],
            AllFindings = "verdicts.csv",
            Program = "misread 0.0.0",
            Created = DateTimeOffset.UnixEpoch,
        };
    }

    private static string Render(AuditReport report)
    {
        using var stream = new MemoryStream();
        AuditPage.Write(stream, report);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("<li class=\"card\"", RegexOptions.None, 10_000)]
    private static partial Regex CardPattern();
}
