using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Misread.Formats;
using Misread.IO;
using Misread.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Runs;

public sealed class EvidenceFilesTests
{
    private static readonly Lazy<(Run Run, RunInfo Info, Dataset Data)> Once = new(() => RunSamples.Create());

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        (RunFolder run, AuditEvidence written) = Sample(folder);

        AuditEvidence read = run.ReadEvidence();

        Assert.Equal(written.Duplicates, read.Duplicates);
        Assert.Equal(written.Dynamics, read.Dynamics);
        Assert.Equal(2, read.BySeed.Count);
        Assert.Equal(written.Neighbours!.Asked, read.Neighbours!.Asked);
        for (int i = 0; i < written.Count; i++)
        {
            Assert.Equal(written.Neighbours.Votes(i).ToArray(), read.Neighbours.Votes(i).ToArray());
            Assert.Equal(written.Neighbours.OutlierScore(i), read.Neighbours.OutlierScore(i));
            Assert.Equal(written.BySeed[1].Probabilities(i).ToArray(), read.BySeed[1].Probabilities(i).ToArray());
            Assert.Equal(written.Predictions.Id(i), read.BySeed[1].Id(i));
        }

        Assert.Equal($"corners/train/00000,3,{written.Neighbours.VotesFor(0, written.Predictions.Label(0))},a,2,1.5,0:2 1:1", File.ReadAllLines(folder.File("run/neighbours.csv"))[1]);
        Assert.Equal("corners/train/00001,0.5,0.25,0.75,-1.5,0.5,yes,0.125", File.ReadAllLines(folder.File("run/hardness.csv"))[2]);
        Assert.Equal("corners/train/00000,,,,,,,", File.ReadAllLines(folder.File("run/hardness.csv"))[1]);
        Assert.Equal("corners/train/00003,corners/train/00007,0.0625,yes,no", File.ReadAllLines(folder.File("run/duplicates.csv"))[1]);
    }

    [Fact]
    public void Parts_that_are_missing_stay_missing()
    {
        using var folder = new TemporaryFolder();
        (RunFolder run, _) = Sample(folder);
        foreach (string file in (string[])["hardness.csv", "neighbours.csv", "duplicates.csv", "probabilities_by_seed.npy"])
            File.Delete(folder.File("run/" + file));

        AuditEvidence read = run.ReadEvidence();

        Assert.Equal((null, null, null, 0), (read.Dynamics, read.Neighbours, read.Duplicates, read.BySeed.Count));
    }

    [Theory]
    [InlineData("hardness.csv", "corners/train/00001,0.5", "corners/train/00002,0.5", "row 2")]
    [InlineData("hardness.csv", "0.75,-1.5,0.5,yes", "0.75,-1.5,0.5,perhaps", "perhaps")]
    [InlineData("hardness.csv", "0.75,-1.5,0.5,yes", "0.75,Infinity,0.5,yes", "finite")]
    [InlineData("hardness.csv", "correctness", "rightness", "correctness")]
    [InlineData("neighbours.csv", "1.5,0:2 1:1", "1.5,0:2 4:1", "0:2 4:1")]
    [InlineData("neighbours.csv", "1.5,0:2 1:1", "1.5,0:2 1:2", "sum to 4")]
    [InlineData("neighbours.csv", "1.5,0:2 1:1", "-1.5,0:2 1:1", "-1.5")]
    [InlineData("duplicates.csv", "corners/train/00003,corners/train/00007", "corners/train/00007,corners/train/00003", "order")]
    [InlineData("duplicates.csv", "corners/train/00003", "corners/train/99999", "corners/train/99999")]
    [InlineData("duplicates.csv", "0.0625", "NaN", "NaN")]
    public void Damage_is_refused_and_named(string file, string from, string to, string told)
    {
        using var folder = new TemporaryFolder();
        (RunFolder run, _) = Sample(folder);
        string path = folder.File("run/" + file);
        string text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));

        var e = Assert.Throws<DataFormatException>(run.ReadEvidence);

        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probabilities_of_another_size_and_too_few_rows_are_refused()
    {
        using var folder = new TemporaryFolder();
        (RunFolder run, AuditEvidence written) = Sample(folder);
        NpyFile.Write(folder.File("run/probabilities_by_seed.npy"), new float[8], 1, 2, 4);
        Assert.Contains("expected an array", Assert.Throws<DataFormatException>(run.ReadEvidence).Message, StringComparison.Ordinal);
        NpyFile.Write(folder.File("run/probabilities_by_seed.npy"), new float[written.Count * 4], 1, written.Count, 4);
        Assert.Contains("not probabilities", Assert.Throws<DataFormatException>(run.ReadEvidence).Message, StringComparison.Ordinal);
        File.Delete(folder.File("run/probabilities_by_seed.npy"));
        File.WriteAllLines(folder.File("run/neighbours.csv"), File.ReadAllLines(folder.File("run/neighbours.csv")).SkipLast(1));
        Assert.Contains("found 299", Assert.Throws<DataFormatException>(run.ReadEvidence).Message, StringComparison.Ordinal);
    }

    /// <summary>A run folder with evidence that floats hold exactly.</summary>
    private static (RunFolder Run, AuditEvidence Evidence) Sample(TemporaryFolder folder)
    {
        (Run run, RunInfo info, _) = Once.Value;
        Predictions p = run.Predictions;
        int[] votes = [.. Enumerable.Range(0, p.Count).SelectMany(i => i == 0 ? (int[])[2, 1, 0, 0] : [0, 0, 0, 3])];
        float[] outliers = [.. Enumerable.Repeat(1.5f, p.Count)];
        DynamicsScores?[] dynamics = [.. Enumerable.Range(0, p.Count).Select(i => i % 10 == 0 ? (DynamicsScores?)null : new DynamicsScores(0.5, 0.25, 0.75, -1.5, 0.5, i % 2 == 1, 0.125))];
        var evidence = new AuditEvidence(p, [p, p], dynamics, new NeighbourVotes(4, 3, votes, outliers), [new DuplicatePair(3, 7, 0.0625, true, false)]);
        string path = Directory.CreateDirectory(folder.File("run")).FullName;
        RunFolder.WriteFiles(path, run, threads: 1);
        RunFolder.WriteInfo(path, info);
        EvidenceFiles.Write(path, evidence);
        return (RunFolder.Open(path), evidence);
    }
}
