using System.Text;
using Misread.Findings;
using Misread.Runs;
using Misread.Tests.Audit;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class FingerprintTests
{
    [Fact]
    public void Holds_every_misread_row_in_the_order_of_the_data_set()
    {
        var (data, predictions) = AuditSamples.Random(1, 300, ["a", "b", "c"], someUnlabelled: true);
        IReadOnlyList<FingerprintEntry> entries = Fingerprint.From(data, predictions);
        int[] misread = [.. Enumerable.Range(0, 300).Where(i => predictions.Label(i) >= 0 && predictions.Label(i) != predictions.Predicted(i))];
        Assert.Equal(misread, entries.Select(e => e.Row));
        Assert.Equal(Enumerable.Range(1, misread.Length), entries.Select(e => e.Number));
        foreach (FingerprintEntry e in entries)
        {
            Assert.Equal(data.Id(e.Row), e.Id);
            Assert.Equal(data.Split(e.Row), e.Split);
            Assert.Equal(data.IndexInSplit(e.Row), e.IndexInSplit);
            Assert.Equal(predictions.Origin(e.Row), e.Origin);
            Assert.Equal(data.Label(e.Row), e.Label);
            Assert.Equal(predictions.Predicted(e.Row), e.Predicted);
            Assert.Equal(predictions.RunnerUp(e.Row), e.RunnerUp);
            Assert.Equal(predictions.Confidence(e.Row), e.Confidence);
            Assert.Equal(predictions.Probabilities(e.Row)[e.Label], e.LabelProbability);
            Assert.Equal(predictions.Margin(e.Row), e.Margin);
            Assert.Equal(predictions.Entropy(e.Row), e.Entropy);
            Assert.Equal($"{e.Number:D4}__pred-{data.ClassNames[e.Predicted]}__true-{data.ClassNames[e.Label]}.png", e.FileName);
        }
    }

    [Fact]
    public void A_folder_is_made_and_one_that_cannot_be_made_is_told_as_such()
    {
        using var folder = new TemporaryFolder();
        var (data, predictions) = AuditSamples.Random(1, 20, ["a", "b"]);
        IReadOnlyList<FingerprintEntry> entries = Fingerprint.From(data, predictions);
        FingerprintFolder.Write(folder.File("new/worst"), data, entries, 2);
        Assert.Equal(entries.Count, Directory.GetFiles(folder.File("new/worst"), "*.png").Length);
        File.WriteAllText(folder.File("file"), "");
        Assert.ThrowsAny<IOException>(() => FingerprintFolder.Write(folder.File("file"), data, entries, 2));
    }

    [Fact]
    public void Chosen_rows_keep_their_order_and_need_no_label()
    {
        var (data, predictions) = AuditSamples.Of(["a", "b"], [0, -1], .75f, .25f, .25f, .75f);
        IReadOnlyList<FingerprintEntry> entries = Fingerprint.From(data, predictions, [1, 0]);
        Assert.Equal(["0001__pred-b__true-none.png", "0002__pred-a__true-a.png"], entries.Select(e => e.FileName));
        Assert.Null(entries[0].LabelProbability);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fingerprint.From(data, predictions, [2]));
    }

    [Theory]
    [InlineData(9_999, "0001__", "9999__")]
    [InlineData(10_000, "00001__", "10000__")]
    public void Numbers_grow_together_so_that_names_sort(int count, string first, string last)
    {
        var (data, predictions) = AuditSamples.Of(["a", "b"], [1], 1, 0);
        IReadOnlyList<FingerprintEntry> entries = Fingerprint.From(data, predictions, new int[count]);
        Assert.StartsWith(first, entries[0].FileName, StringComparison.Ordinal);
        Assert.StartsWith(last, entries[^1].FileName, StringComparison.Ordinal);
        Assert.Equal(entries.Select(e => e.FileName), entries.Select(e => e.FileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Other_images_than_those_predicted_are_refused()
    {
        var (data, predictions) = AuditSamples.Of(["a", "b"], [1, 1], 1, 0, 0, 1);
        Assert.Throws<ArgumentException>(() => Fingerprint.From(data.Subset([1, 0]), predictions));
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("../x", "_._x")]
    [InlineData("..", "_.")]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j")]
    [InlineData("two\r\nlines\0", "two__lines_")]
    [InlineData("comma, space", "comma__space")]
    [InlineData("", "_")]
    [InlineData("v1.5-rc+2", "v1.5-rc+2")]
    [InlineData("Ünïçödé", "Ünïçödé")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("数字", "数字")]
    [InlineData("😀", "_")]
    public void Class_names_are_made_fit_for_file_names(string className, string expected) =>
        Assert.Equal(expected, ClassFileName.From(className));

    /// <summary>Not an inline datum: attributes are stored in UTF-8, which has no half of a pair.</summary>
    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("a_b", ClassFileName.From("a\ud800b"));

    [Fact]
    public void Long_class_names_are_cut_between_characters()
    {
        Assert.Equal(new string('x', 48), ClassFileName.From(new string('x', 5000)));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("数", 15)), ClassFileName.From("a" + string.Concat(Enumerable.Repeat("数", 100))));
    }

    [Fact]
    public void No_class_name_leads_out_of_the_folder_or_beyond_the_longest_name()
    {
        var random = new Random(3);
        string folder = Path.GetFullPath("/somewhere");
        const string Nasty = "./\\:*?\"<>|\0\r\n\t ~$%&'`^()[]{}=;,#@!_-+a0é数\u0301\u200e\ud83d\ude00";
        for (int n = 0; n < 2_000; n++)
        {
            string name = new([.. Enumerable.Range(0, random.Next(120)).Select(_ => Nasty[random.Next(Nasty.Length)])]);
            var (data, predictions) = AuditSamples.Of([name, "b"], [0], 0, 1);
            string file = Fingerprint.From(data, predictions)[0].FileName;
            Assert.Equal(Path.Combine(folder, file), Path.GetFullPath(Path.Combine(folder, file)));
            Assert.Equal(folder, Path.GetDirectoryName(Path.Combine(folder, file)));
            Assert.DoesNotContain(file, c => "/\\:*?\"<>|\0\r\n\t ".Contains(c, StringComparison.Ordinal));
            Assert.InRange(Encoding.UTF8.GetByteCount(file), 1, 143);
        }
    }
}
