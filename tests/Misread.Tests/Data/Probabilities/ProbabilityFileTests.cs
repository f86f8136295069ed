using System.IO.Compression;
using System.Text;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

public sealed class ProbabilityFileTests
{
    private static readonly double[] Values = [0.5, 0.25, 0.25, 0.125, 0.75, 0.125];

    [Theory]
    [InlineData("<f2", false)]
    [InlineData("<f4", false)]
    [InlineData("<f8", false)]
    [InlineData(">f2", false)]
    [InlineData(">f8", false)]
    [InlineData("<f2", true)]
    [InlineData("<f4", true)]
    [InlineData("<f8", true)]
    [InlineData(">f4", true)]
    public void Npy_of_any_precision_order_and_bytes_gives_the_same_rows(string descr, bool fortran)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p.npy");
        File.WriteAllBytes(path, Npy(descr, fortran, "(2, 3)", Values));
        using ProbabilityMatrix matrix = ProbabilityFile.Open(path);
        Assert.Equal((2, 3), (matrix.Count, matrix.ClassCount));
        Assert.Equal(Values, Rows(matrix, 0, 2));
        Assert.Equal(Values[3..], Rows(matrix, 1, 1));
    }

    [Fact]
    public void Npz_gives_the_array_that_is_named_or_the_only_one()
    {
        using var folder = new TemporaryFolder();
        string path = Npz(
            folder, ("probs", Npy("<f4", false, "(2, 3)", Values)), ("other", Npy("<f8", false, "(1, 3)", Values[..3])), ("y", Npy("<i8", false, "(2,)", [1, 0])));
        Assert.Equal(Values, Rows(ProbabilityFile.Open(path + ":probs"), 0, 2));
        Assert.Equal([1, 0], LabelFile.Read(path));
        string message = Assert.Throws<DataFormatException>(() => ProbabilityFile.Open(path)).Message;
        Assert.Contains("found probs, other; name one: some.npz:probs", message, StringComparison.Ordinal);
        Assert.Contains("expected an array 'no'", Assert.Throws<DataFormatException>(() => ProbabilityFile.Open(path + ":no")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Npz_with_labels_needs_no_other_file()
    {
        using var folder = new TemporaryFolder();
        string path = Npz(folder, ("p", Npy("<f8", false, "(2, 3)", Values)), ("y", Npy("|u1", false, "(2, 1)", [2, 1])));
        using var source = ProbabilitySource.Open(path, null);
        Assert.Equal([2, 1], source.Labels);
        Assert.Equal(["0", "1", "2"], source.ClassNames);
    }

    [Fact]
    public void Csv_with_names_gives_ids_labels_and_class_names()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p.csv");
        File.WriteAllText(path, "id,label,cat,\"dog, big\",cow\na/1,2,0.5,0.25,0.25\na/2,0,.125,7.5e-1,0.125\n");
        using var source = ProbabilitySource.Open(path, null);
        Assert.Equal(Values, Rows(source.Probabilities, 0, 2));
        Assert.Equal([2, 0], source.Labels);
        Assert.Equal(["cat", "dog, big", "cow"], source.ClassNames);
        Assert.Equal(["a/1", "a/2"], source.Ids!);
    }

    [Fact]
    public void Csv_without_names_begins_with_the_first_row()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p.csv");
        File.WriteAllText(path, "0.5,0.25,0.25\r\n0.125,0.75,0.125\r\n");
        string labels = folder.File("y.csv");
        File.WriteAllText(labels, "1\n0\n");
        using var source = ProbabilitySource.Open(path, labels);
        Assert.Equal(Values, Rows(source.Probabilities, 0, 2));
        Assert.Equal([1, 0], source.Labels);
    }

    [Theory]
    [InlineData("p.csv", "0.5,0.5\n0.1\n", "line 2: expected 2 cells as in the first line, found 1")]
    [InlineData("p.csv", "0.5,0.5\n0.1,x\n", "line 2: expected a finite number in cell 2, found 'x'")]
    [InlineData("p.csv", "a,b\n0.5,0.5\n0.1,NaN\n", "line 3: expected a finite number in cell 2, found 'NaN'")]
    [InlineData("p.csv", "a,b\n", "expected rows of probabilities, found none")]
    [InlineData("p.csv", "label\n3\n", "expected a column for each class")]
    [InlineData("p.doc", "", "expected a .npy, .npz, .csv or .jsonl file of predictions")]
    [InlineData("p.csv", "", "expected rows of probabilities, found none")]
    [InlineData("p.npz", "PK", "expected a .npz file")]
    public void Bad_files_are_refused_in_a_sentence(string name, string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), content);
        DataFormatException error = Assert.Throws<DataFormatException>(() => ProbabilitySource.Open(folder.File(name), null));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(6,)", "expected probabilities of shape (N, K), one row an image and one column a class, found (6)")]
    [InlineData("(1, 2, 3)", "found (1, 2, 3)")]
    [InlineData("(2, 4)", "expected 64 bytes for <f8 of shape (2, 4), found 48")]
    public void Npy_of_another_shape_is_refused(string shape, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("p.npy"), Npy("<f8", false, shape, Values));
        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => ProbabilityFile.Open(folder.File("p.npy"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<f8", "(6,)", "row 1: expected the number of a class, found 0.5; save whole numbers or names, not probabilities")]
    [InlineData("<i4", "(2, 3)", "if they are one-hot, save labels.argmax(axis=1)")]
    [InlineData("<i4", "()", "expected labels of shape (N,), found ()")]
    public void Labels_of_another_kind_are_refused(string descr, string shape, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("y.npy"), Npy(descr, false, shape, shape == "()" ? [1] : descr == "<f8" ? [0, 0.5, 0, 0, 1, 0] : [0, 1, 0, 0, 1, 2]));
        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => LabelFile.Read(folder.File("y.npy"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_number_of_labels_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("p.npy"), Npy("<f8", false, "(2, 3)", Values));
        File.WriteAllBytes(folder.File("y.npy"), Npy("<i8", false, "(3,)", [0, 1, 2]));
        string message = Assert.Throws<DataFormatException>(() => ProbabilitySource.Open(folder.File("p.npy"), folder.File("y.npy"))).Message;
        Assert.Contains("expected 2 labels, one for each row of", message, StringComparison.Ordinal);
        Assert.Contains("found 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_give_rows_or_the_documented_exceptions()
    {
        using var folder = new TemporaryFolder();
        string npz = Npz(folder, ("p", Npy("<f4", false, "(2, 3)", Values)), ("y", Npy("<i8", false, "(2,)", [1, 0])));
        (string Name, byte[] Content)[] seeds =
        [
            ("m.npz", File.ReadAllBytes(npz)),
            ("m.npy", Npy("<f4", true, "(2, 3)", Values)),
            ("m.csv", Encoding.UTF8.GetBytes("id,label,a,b\nx,1,0.5,0.5\n\"y\",0,0.25,0.75\n")),
        ];
        var random = new Random(1);
        foreach ((string name, byte[] content) in seeds)
        {
            for (int round = 0; round < 1000; round++)
            {
                byte[] mutated = [.. content];
                for (int change = random.Next(1, 6); change > 0; change--)
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(folder.File(name), random.Next(4) == 0 ? mutated[..random.Next(mutated.Length)] : mutated);
                try
                {
                    using var source = ProbabilitySource.Open(folder.File(name), null);
                    Rows(source.Probabilities, 0, source.Labels.Length);
                }
                catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
                {
                    Assert.NotEmpty(e.Message);
                }
            }
        }
    }

    private static double[] Rows(ProbabilityMatrix matrix, int first, int count) =>
        matrix.Rows(first, count, new double[count * matrix.ClassCount]).ToArray();

    private static string Npz(TemporaryFolder folder, params (string Name, byte[] Content)[] members)
    {
        string path = folder.File("some.npz");
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in members)
        {
            using Stream stream = archive.CreateEntry(name + ".npy", name == "y" ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
            stream.Write(content);
        }

        return path;
    }

    /// <summary>A .npy by hand: values in C order, written in the order, type and byte order that the header says.</summary>
    private static byte[] Npy(string descr, bool fortran, string shape, double[] values)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n";
        using var bytes = new MemoryStream();
        bytes.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0]);
        bytes.Write(Encoding.ASCII.GetBytes(header));
        foreach (int at in fortran ? [0, 3, 1, 4, 2, 5] : Enumerable.Range(0, values.Length))
        {
            byte[] element = descr[1..] switch
            {
                "f2" => BitConverter.GetBytes((Half)values[at]),
                "f4" => BitConverter.GetBytes((float)values[at]),
                "f8" => BitConverter.GetBytes(values[at]),
                "u1" => [(byte)values[at]],
                "i4" => BitConverter.GetBytes((int)values[at]),
                _ => BitConverter.GetBytes((long)values[at]),
            };
            if (descr[0] == '>')
                Array.Reverse(element);
            bytes.Write(element);
        }

        return bytes.ToArray();
    }
}
