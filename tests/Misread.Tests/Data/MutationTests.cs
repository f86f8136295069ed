using System.Text;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>
/// Hundreds of thousands of damaged files: a parser reads what it gets or throws <see cref="DataFormatException"/>, nothing
/// else. (The mutations of NumPy and PNG files stand beside the tests of those formats.)
/// </summary>
public sealed class MutationTests
{
    private const int Mutations = 40_000;
    private static readonly Dataset Sample = DataSamples.Create(3, 2, 2);

    [Fact]
    public void Idx_files() => Mutate(
        [IdxImages(), DataSamples.Gzip(IdxImages())],
        ["\0", "\u0001", "\u0008", "\u007f", "\0\0\0\0"],
        file => Read(file, content => IdxFile.ReadSplit(content, new Content(new MemoryStream(IdxLabels()), "labels"), "train")));

    [Fact]
    public void Idx_labels() => Mutate(
        [IdxLabels(), DataSamples.Gzip(IdxLabels())],
        ["\0", "\u0003", "\u0008", "\u007f"],
        file => Read(new MemoryStream(IdxImages()), images => IdxFile.ReadSplit(images, new Content(file, "labels"), "train")));

    [Fact]
    public void Csv_files() => Mutate(
        [.. ((string[])["label,a,b,c,d\n3,0,1,2,255\n7,4,5,6,7\n", "1,2,3,4\r\n5,6,7,8\r\n", "9,1,2,3,4\n8,4,3,2,1\n"]).Select(Encoding.UTF8.GetBytes)],
        [",", "\n", "\r", "\"", ",,", ".0", "-", "999", "e", "label", "\uFEFF", " ", "\0", "\n\n"],
        file => Read(file, content => PixelCsv.ReadSplit(content, "all", described: null)));

    [Fact]
    public void Descriptions() => Mutate(
        [Encoding.UTF8.GetBytes("""{"name":"x","height":2,"width":2,"maxValue":255,"classes":["a","b"],"splits":["train","test"]}""")],
        ["{", "}", "[", "null", "\"", ",", "1e99", "-1", "/", "\\u0000", "\\", ":"],
        file => DatasetDescription.Parse(file.ToArray(), "dataset.json"));

    [Fact]
    public void Safetensors_files() => Mutate(
        [Safetensors()],
        ["{", "}", "[", "]", "null", "\"", ",", "1e99", "-1", "9999999999", "F16", "\\", ":", "\0"],
        file => SafetensorsFile.Parse(file.ToArray(), "model.safetensors"));

    private static void Mutate(byte[][] files, string[] splices, Action<MemoryStream> read)
    {
        var random = new Random(20260102);
        int accepted = 0;
        for (int n = 0; n < Mutations; n++)
        {
            var bytes = new List<byte>(files[random.Next(files.Length)]);
            for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
                Edit(bytes, splices, random);
            try
            {
                read(new MemoryStream([.. bytes]));
                accepted++;
            }
            catch (DataFormatException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
        }

        // Both ways are taken: a test in which every input is refused at its first byte would prove little.
        Assert.InRange(accepted, Mutations / 200, Mutations * 9 / 10);
    }

    private static void Edit(List<byte> bytes, string[] splices, Random random)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(6))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveAt(at); break;
            case 3: bytes.RemoveRange(at, bytes.Count - at); break;
            case 4: bytes.InsertRange(at, Encoding.UTF8.GetBytes(splices[random.Next(splices.Length)])); break;
            default:
                foreach (byte b in Encoding.UTF8.GetBytes(splices[random.Next(splices.Length)]))
                {
                    if (at < bytes.Count)
                        bytes[at++] = b;
                }

                break;
        }
    }

    /// <summary>As the readers do it: the splits are read and then joined.</summary>
    private static void Read(MemoryStream file, Func<Content, RawSplit> read)
    {
        using var content = new Content(file, "some.file");
        DatasetAssembly.Join("set", [read(content)], classNames: null, maxValue: null);
    }

    private static byte[] IdxImages() => [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, .. Enumerable.Range(0, 3).SelectMany(i => Sample.Image(i).ToArray())];

    private static byte[] IdxLabels() => [0, 0, 8, 1, 0, 0, 0, 3, .. Sample.Labels().Select(l => (byte)l)];

    private static byte[] Safetensors()
    {
        using var folder = new TemporaryFolder();
        var file = new SafetensorsFile(
            [new SafeTensor("a", [2, 2], [1, 2, 3, 4]), new SafeTensor("b", [3], [5, 6, 7])],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "misread" });
        file.Write(folder.File("a.safetensors"));
        return File.ReadAllBytes(folder.File("a.safetensors"));
    }
}
