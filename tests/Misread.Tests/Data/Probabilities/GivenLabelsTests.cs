using System.Text;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Labels as other programs write them.</summary>
public sealed class GivenLabelsTests
{
    [Theory]
    [InlineData("cat\ndog\n\"\"\n")]
    [InlineData("label\ncat\ndog\n-1\n")]
    [InlineData("path,label\na,cat\nb,dog\nc,\n")]
    [InlineData("image;target\na;0.0\nb;1.0\nc;NaN\n")]
    [InlineData("0\n1\n-1\n")]
    [InlineData("b'cat'\nb'dog'\nnan\n")]
    [InlineData("Cat\nDOG\nnone\n")]
    public void Names_numbers_and_blanks(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("y.csv"), text);
        Assert.Equal([0, 1, -1], LabelFile.ReadGiven(folder.File("y.csv")).Resolve(["cat", "dog"], "y.csv"));
    }

    [Fact]
    public void Arrays_of_texts_bytes_floats_and_one_hot()
    {
        using var folder = new TemporaryFolder();
        (string Descr, string Shape, byte[] Data)[] arrays =
        [
            ("<U3", "(3,)", [.. new[] { "cat", "dog", "" }.SelectMany(t => Encoding.UTF32.GetBytes(t.PadRight(3, '\0')))]),
            ("|S3", "(3,)", [.. new[] { "cat", "dog", "" }.SelectMany(t => Encoding.UTF8.GetBytes(t.PadRight(3, '\0')))]),
            ("<f4", "(3, 1)", [.. new[] { 0f, 1f, float.NaN }.SelectMany(BitConverter.GetBytes)]),
            ("|u1", "(3, 2)", [1, 0, 0, 1, 0, 0]),
            ("|i1", "(3,)", [0, 1, 255]),
        ];
        foreach ((string descr, string shape, byte[] data) in arrays)
        {
            File.WriteAllBytes(folder.File("y.npy"), Npy(descr, shape, data));
            Assert.Equal([0, 1, -1], LabelFile.ReadGiven(folder.File("y.npy")).Resolve(["cat", "dog"], "y.npy"));
        }
    }

    [Fact]
    public void Pickled_objects_are_refused_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("y.npy"), Npy("|O", "(3,)", [0x80, 4]));
        Assert.Contains(
            "found Python objects, which are pickled and can run any program when they are read; save the array with .astype(int) or .astype(str)",
            Assert.Throws<DataFormatException>(() => LabelFile.Read(folder.File("y.npy"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_from_one_are_told_so()
    {
        var labels = new GivenLabels(["1", "2", "3", "1"], null, []);
        Assert.Equal(
            "y: row 2: label 3 is outside the classes 0 … 2, for which there are 3 columns; the labels run from 1 to 3: if they count from 1, subtract 1.",
            Assert.Throws<DataFormatException>(() => labels.Resolve(["0", "1", "2"], "y")).Message);
        Assert.Contains("expected one of the classes cat, dog, found 'eel'", Assert.Throws<DataFormatException>(() => new GivenLabels(["eel"], null, []).Resolve(["cat", "dog"], "y")).Message, StringComparison.Ordinal);
    }

    /// <summary>Labels in a table of their own, in another order than the predictions, find them by what both call the images.</summary>
    [Fact]
    public void Labels_and_predictions_in_other_orders_meet_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.csv"), "path,cat,dog\na/1.jpg,.9,.1\na/2.jpg,.2,.8\n");
        File.WriteAllText(folder.File("y.csv"), "file,label\na/2.jpg,dog\nx/a/1.jpg,cat\nother,cat\n");
        using var source = ProbabilitySource.Open(folder.File("p.csv"), folder.File("y.csv"));
        Assert.Equal([0, 1], source.Labels);
    }

    private static byte[] Npy(string descr, string shape, byte[] data)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
