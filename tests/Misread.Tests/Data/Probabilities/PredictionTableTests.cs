using System.Text;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Tables as other programs and spreadsheets write them; each story is one that people told.</summary>
public sealed class PredictionTableTests
{
    private static readonly double[] Values = [0.75, 0.25, 0.125, 0.875];

    [Theory]
    [InlineData("path,label,pred,cat,dog\na/1.jpg,cat,cat,.75,.25\nb/2.jpg,dog,dog,.125,.875\n")]
    [InlineData("dog,cat,image,target\n.25,.75,a/1.jpg,cat\n.875,.125,b/2.jpg,dog\n")]
    [InlineData("filename,y,p_cat,p_dog,height\na/1.jpg,cat,.75,.25,32\nb/2.jpg,dog,.125,.875,32\n")]
    [InlineData("file,class,prob_dog,prob_cat,confidence\na/1.jpg,cat,.25,.75,.75\nb/2.jpg,dog,.875,.125,.875\n")]
    [InlineData(",path,label,cat,dog\n0,a/1.jpg,cat,.75,.25\n1,b/2.jpg,dog,.125,.875\n")]
    [InlineData("path;label;cat;dog\r\na/1.jpg;cat;0,75;0,25\r\nb/2.jpg;dog;0,125;0,875\r\n")]
    [InlineData("path\tlabel\tcat\tdog\na/1.jpg\tcat\t0,75\t0,25\nb/2.jpg\tdog\t0.125\t0.875\n")]
    [InlineData("\uFEFF\"path\",\"label\",\"cat\",\"dog\"\r\n\"a/1.jpg\",\"cat\",\"0.75\",\"0.25\"\r\n\"b/2.jpg\",\"dog\",\"0.125\",\"0.875\"\r\n")]
    [InlineData("path,label,cat,dog\na/1.jpg,cat,75 %,25 %\nb/2.jpg,dog,12.5%,87.5%\n")]
    [InlineData("path,label,cat,dog\na/1.jpg,cat,75,25\nb/2.jpg,dog,12.5,87.5\n")]
    [InlineData("path,label,softmax[cat],softmax[dog]\na/1.jpg,b'cat',7.5e-1,.25\nb/2.jpg,b'dog',.125,.875\n")]
    [InlineData("id,split,seen,label,predicted,confidence,cat,dog\na/1.jpg,test,given,cat,cat,.75,.75,.25\nb/2.jpg,test,given,dog,dog,.875,.125,.875\n")]
    public void Columns_are_found_by_name(string text)
    {
        using var folder = new TemporaryFolder();
        Dataset pets = Pets();
        foreach (Encoding encoding in (Encoding[])[new UTF8Encoding(false), Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            // UTF-16 is written with a mark of its own.
            File.WriteAllText(folder.File("p.csv"), encoding is UnicodeEncoding ? text.TrimStart('\uFEFF') : text, encoding);
            using JoinedProbabilities joined = JoinedProbabilities.From(ProbabilitySource.Open(folder.File("p.csv"), null, images: pets), pets);
            Assert.Equal(Values, joined.Probabilities.Rows(0, 2, new double[4]).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal([0, 1], joined.Labels);
            Assert.Equal([0, 1], joined.Join.Images);
            Assert.True(joined.Join.IsByName);
        }
    }

    [Theory]
    [InlineData("{\"path\":\"a/1.jpg\",\"label\":\"cat\",\"probs\":{\"cat\":0.75,\"dog\":0.25}}\n{\"path\":\"b/2.jpg\",\"label\":\"dog\",\"probs\":{\"dog\":0.875,\"cat\":0.125}}\n")]
    [InlineData("{\"image\":\"a/1.jpg\",\"label\":0,\"probs\":[0.75,0.25]}\n\n{\"image\":\"b/2.jpg\",\"label\":1,\"probs\":[0.125,0.875]}")]
    [InlineData("{\"file\":\"a/1.jpg\",\"target\":\"cat\",\"predictions\":[{\"label\":\"cat\",\"score\":0.75},{\"label\":\"dog\",\"score\":0.25}]}\n{\"file\":\"b/2.jpg\",\"target\":\"dog\",\"predictions\":[{\"label\":\"dog\",\"score\":0.875},{\"label\":\"cat\",\"score\":0.125}]}")]
    public void Json_lines_hold_objects_lists_and_pipelines(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.jsonl"), text);
        Dataset pets = Pets();
        using JoinedProbabilities joined = JoinedProbabilities.From(ProbabilitySource.Open(folder.File("p.jsonl"), null, images: pets), pets);
        Assert.Equal(Values, joined.Probabilities.Rows(0, 2, new double[4]).ToArray());
        Assert.Equal([0, 1], joined.Labels);
    }

    /// <summary>scikit-learn sorts classes as texts: 0, 1, 10, 11, 2 …; labels are the classes' names, not their columns.</summary>
    [Fact]
    public void Labels_of_numbered_classes_are_names()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), "label,0,1,10,11,2\n2,0,0,0,0,1\n10,0,0,1,0,0\n11,0,0,0,1,0\n");
        using var source = ProbabilitySource.Open(folder.File("p.csv"), null);
        Assert.Equal(["0", "1", "10", "11", "2"], source.ClassNames);
        Assert.Equal([4, 2, 3], source.Labels);
    }

    /// <summary>A data frame without names of its own is written with a first line of 0, 1, 2 …, which is no row.</summary>
    [Theory]
    [InlineData("0,1,2\n.5,.25,.25\n.125,.75,.125\n")]
    [InlineData(",0,1,2\n0,.5,.25,.25\n1,.125,.75,.125\n")]
    [InlineData("0.5 0.25 0.25\n0.125 0.75 0.125\n")]
    [InlineData("0,.5,.25,.25\n1,.125,.75,.125\n")]
    public void Numbers_over_columns_and_beside_rows_are_no_probabilities(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), text);
        File.WriteAllText(folder.File("y.csv"), "0\n1\n");
        using var source = ProbabilitySource.Open(folder.File("p.csv"), folder.File("y.csv"));
        Assert.Equal([0.5, 0.25, 0.25, 0.125, 0.75, 0.125], source.Probabilities.Rows(0, 2, new double[6]).ToArray());
        Assert.Equal([0, 1], source.Labels);
    }

    [Theory]
    [InlineData("-0.1,-2.35\n-0.6931,-0.6931\n", ScoreKind.LogProbabilities, "look like log-probabilities")]
    [InlineData("3.1,-2\n0.5,0.5\n", ScoreKind.Logits, "look like logits")]
    [InlineData("12,30\n7,2\n", ScoreKind.Logits, "look like logits")]
    [InlineData("0.9,0.8\n0.1,0.2\n", ScoreKind.Sigmoid, "look like independent (sigmoid) scores")]
    [InlineData("0.9,0.1\n0,0\n", ScoreKind.Broken, "row 1: expected probabilities that sum to 1, found zeros only")]
    public void Numbers_that_are_no_probabilities_are_told_what_they_look_like(string text, ScoreKind kind, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), text);
        File.WriteAllText(folder.File("y.csv"), "0\n1\n");
        ScoresException error = Assert.Throws<ScoresException>(() => ProbabilitySource.Open(folder.File("p.csv"), folder.File("y.csv")));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rounded_rows_are_put_right_and_softmax_of_probabilities_is_doubted()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), "0.33,0.33,0.33\n0.5,0.25,0.26\n");
        File.WriteAllText(folder.File("y.csv"), "0\n1\n");
        using var rounded = ProbabilitySource.Open(folder.File("p.csv"), folder.File("y.csv"));
        Assert.Equal(1.0, rounded.Probabilities.Rows(1, 1, new double[3]).ToArray().Sum(), 1e-12);
        Assert.Contains("rows sum to 0.99 … 1.01, as rounded numbers do", Assert.Single(rounded.Notices), StringComparison.Ordinal);
        using var doubted = ProbabilitySource.Open(folder.File("p.csv"), folder.File("y.csv"), softmax: true);
        Assert.Contains("look like probabilities already", Assert.Single(doubted.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_probabilities_with_softmax_are_probabilities_again()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), "-0.2876820724517809,-1.3862943611198906\n-inf,0\n");
        File.WriteAllText(folder.File("y.csv"), "0\n1\n");
        using var source = ProbabilitySource.Open(folder.File("p.csv"), folder.File("y.csv"), softmax: true);
        Assert.Equal([0.75, 0.25, 0, 1], source.Probabilities.Rows(0, 2, new double[4]).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    /// <summary>Two classes, one sigmoid: the column is the second class, or the one that it is called.</summary>
    [Theory]
    [InlineData("path,label,score\na/1.jpg,cat,.25\nb/2.jpg,dog,.875\n", true)]
    [InlineData("path,label,dog\na/1.jpg,cat,.25\nb/2.jpg,dog,.875\n", false)]
    [InlineData("path,label,cat\na/1.jpg,cat,.75\nb/2.jpg,dog,.125\n", false)]
    public void One_column_for_two_classes(string text, bool refused)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), text);
        Dataset pets = Pets();
        if (refused)
        {
            // A score beside nothing says neither a class nor of which class.
            Assert.Contains("expected a column for each class", Assert.Throws<DataFormatException>(() => ProbabilitySource.Open(folder.File("p.csv"), null, images: pets)).Message, StringComparison.Ordinal);
            return;
        }

        using JoinedProbabilities joined = JoinedProbabilities.From(ProbabilitySource.Open(folder.File("p.csv"), null, images: pets), pets);
        Assert.Equal(Values, joined.Probabilities.Rows(0, 2, new double[4]).ToArray());
        Assert.Contains("its one column is taken for the probability of", joined.Notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_sigmoid_array_is_the_second_class()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder.File("p.npy"), [0.25f, 0.875f], 2, 1);
        NpyFile.Write(folder.File("y.npy"), [0L, 1], 2);
        using var source = ProbabilitySource.Open(folder.File("p.npy"), folder.File("y.npy"));
        Assert.Equal(Values, source.Probabilities.Rows(0, 2, new double[4]).ToArray());
    }

    [Fact]
    public void Columns_that_contradict_what_was_read_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), "pred,label,a,b,c\nb,b,.8,.1,.1\nc,c,.1,.8,.1\na,a,.1,.1,.8\n");
        Assert.Contains(
            "3 of 3 rows say that another class was read than the one with the greatest number, first row 0: 'b', but the greatest number is that of 'a'; are the columns in another order?",
            Assert.Throws<DataFormatException>(() => ProbabilitySource.Open(folder.File("p.csv"), null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_alone_are_accepted_and_said()
    {
        using var folder = new TemporaryFolder();
        Dataset pets = Pets();
        File.WriteAllText(folder.File("p.csv"), "path,label,pred\na/1.jpg,cat,dog\nb/2.jpg,dog,dog\n");
        File.WriteAllText(folder.File("q.csv"), "path,prediction,score\na/1.jpg,dog,.9\nb/2.jpg,dog,.6\n");
        using JoinedProbabilities bare = JoinedProbabilities.From(ProbabilitySource.Open(folder.File("p.csv"), null, images: pets), pets);
        using JoinedProbabilities sure = JoinedProbabilities.From(ProbabilitySource.Open(folder.File("q.csv"), null, images: pets), pets);
        Assert.True(bare.IsTopOnly && sure.IsTopOnly);
        Assert.Equal([0, 1, 0, 1], bare.Probabilities.Rows(0, 2, new double[4]).ToArray());
        Assert.Equal([0.1, 0.9, 0.4, 0.6], sure.Probabilities.Rows(0, 2, new double[4]).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Contains("without a confidence", bare.Notices[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p.xlsx", "save the sheet as CSV")]
    [InlineData("p.pkl", "save the array with numpy.save")]
    public void What_is_not_read_comes_with_the_way_there(string name, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), "x");
        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => ProbabilitySource.Open(folder.File(name), null, images: Pets())).Message, StringComparison.Ordinal);
    }

    private static Dataset Pets() => Dataset.Create("pets", "all", 1, 1, new byte[2], [0, 1], ["cat", "dog"], ["pets/a/1.jpg", "pets/b/2.jpg"]);
}
