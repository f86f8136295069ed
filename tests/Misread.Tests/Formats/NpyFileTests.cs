using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Misread.Formats;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Formats;

public sealed class NpyFileTests
{
    private static readonly JsonElement Goldens = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Formats/npy_goldens.json"))).RootElement;

    public static TheoryData<int> GoldenNumbers => [.. Enumerable.Range(0, Goldens.GetProperty("read").GetArrayLength())];

    public static TheoryData<int> RefusedNumbers => [.. Enumerable.Range(0, Goldens.GetProperty("refused").GetArrayLength())];

    [Theory]
    [MemberData(nameof(GoldenNumbers))]
    public void Reads_what_numpy_writes(int number)
    {
        JsonElement golden = Goldens.GetProperty("read")[number];
        string name = golden.GetProperty("name").GetString()!;
        using var stream = new MemoryStream(golden.GetProperty("file").GetBytesFromBase64());
        int[] shape = golden.GetProperty("shape").Deserialize<int[]>()!;
        if (golden.GetProperty("kind").ValueEquals("floats"))
        {
            double[] expected = golden.GetProperty("values").Deserialize<double[]>()!;
            NpyArray<double> doubles = NpyFile.ReadDoubles(stream, name);
            stream.Position = 0;
            NpyArray<float> singles = NpyFile.ReadSingles(stream, name);
            Assert.Equal(shape, doubles.Shape);
            Assert.Equal(shape, singles.Shape);
            Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), doubles.Values.Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(expected.Select(v => (float)v), singles.Values);
        }
        else
        {
            NpyArray<long> integers = NpyFile.ReadIntegers(stream, name);
            Assert.Equal(shape, integers.Shape);
            Assert.Equal(golden.GetProperty("values").Deserialize<long[]>()!, integers.Values);
        }
    }

    [Theory]
    [MemberData(nameof(RefusedNumbers))]
    public void Refuses_what_is_not_an_array_of_numbers(int number)
    {
        JsonElement golden = Goldens.GetProperty("refused")[number];
        byte[] file = golden.GetProperty("file").GetBytesFromBase64();
        foreach (Action<Stream> read in Readers)
        {
            var error = Assert.Throws<DataFormatException>(() => read(new MemoryStream(file)));
            Assert.StartsWith("some.npy: byte ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Writes_the_same_bytes_as_numpy()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npy");
        int compared = 0;
        foreach (JsonElement golden in Goldens.GetProperty("read").EnumerateArray())
        {
            string name = golden.GetProperty("name").GetString()!;
            if (!name.StartsWith("as written", StringComparison.Ordinal))
                continue;
            int[] shape = golden.GetProperty("shape").Deserialize<int[]>()!;
            double[] values = golden.GetProperty("values").Deserialize<double[]>()!;
            switch (name[^3..])
            {
                case "<f4": NpyFile.Write(path, [.. values.Select(v => (float)v)], shape); break;
                case "<f8": NpyFile.Write(path, values, shape); break;
                case "<i4": NpyFile.Write(path, [.. values.Select(v => (int)v)], shape); break;
                case "<i8": NpyFile.Write(path, [.. values.Select(v => (long)v)], shape); break;
            }

            Assert.Equal(golden.GetProperty("file").GetBytesFromBase64(), File.ReadAllBytes(path));
            compared++;
        }

        Assert.Equal(12, compared);
    }

    [Fact]
    public void Every_array_comes_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npy");
        var shapes = Gen.Choose(0, 5).ListOf(3).Select(lengths => lengths.ToArray()).ToArbitrary();
        var seed = new Random(7);
        Prop.ForAll(shapes, shape =>
        {
            int count = shape.Aggregate(1, (a, b) => a * b);
            float[] singles = [.. Enumerable.Range(0, count).Select(_ => BitConverter.Int32BitsToSingle(seed.Next(int.MinValue, int.MaxValue)))];
            double[] doubles = [.. Enumerable.Range(0, count).Select(_ => BitConverter.Int64BitsToDouble(seed.NextInt64(long.MinValue, long.MaxValue)))];
            int[] integers = [.. Enumerable.Range(0, count).Select(_ => seed.Next(int.MinValue, int.MaxValue))];
            long[] longs = [.. Enumerable.Range(0, count).Select(_ => seed.NextInt64(long.MinValue, long.MaxValue))];
            NpyFile.Write(path, singles, shape);
            NpyArray<float> back = NpyFile.ReadSingles(path);
            bool same = back.Shape.SequenceEqual(shape) && back.Values.SequenceEqual(singles);
            NpyFile.Write(path, doubles, shape);
            same &= NpyFile.ReadDoubles(path).Values.SequenceEqual(doubles);
            NpyFile.Write(path, integers, shape);
            same &= NpyFile.ReadIntegers(path).Values.SequenceEqual(integers.Select(i => (long)i));
            NpyFile.Write(path, longs, shape);
            return same && NpyFile.ReadIntegers(path).Values.SequenceEqual(longs);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_array_longer_than_the_copying_buffer_comes_back()
    {
        using var folder = new TemporaryFolder();
        float[] values = [.. Enumerable.Range(0, 70_001).Select(i => i * 0.5f)];
        NpyFile.Write(folder.File("a.npy"), values, 70_001);
        Assert.Equal(values, NpyFile.ReadSingles(folder.File("a.npy")).Values);
    }

    [Theory]
    [InlineData("{\"shape\":(2L,),\"descr\":\"<f4\",\"fortran_order\":False}")]
    [InlineData("{ 'descr' : '<f4' , 'fortran_order' : True , 'shape' : ( 2 , 1 ) , }  \n")]
    public void Other_spellings_of_the_same_dict_are_read(string dict) =>
        Assert.Equal([0, 0], NpyFile.ReadSingles(Build(dict, 8), "some.npy").Values);

    [Theory]
    [InlineData("", 0, "byte 10: expected '{', found the end of the header")]
    [InlineData("{}", 8, "one is missing")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", 8, "one is missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8, "byte 27: expected 'descr', 'fortran_order' and 'shape', once each, found 'descr'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", 8, "found 'x'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", 8, "expected a tuple such as (3,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", 8, "expected the length of a dimension, found '-'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,,)}", 8, "expected the length of a dimension, found ','")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ; import os", 8, "expected nothing after the dict, found ';'")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", 8, "expected True or False, found '0'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", 8, "expected '}', found the end of the header")]
    [InlineData("{'descr': '<f4", 8, "expected a closing quote")]
    [InlineData("{'descr': 'f4', 'fortran_order': False, 'shape': (2,)}", 8, "found 'f4'")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,)}", 8, "found '|f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}", 8, "expected a dimension of at most 2147483647")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}", 8, "expected a shape that a file can")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,)}", 8, "expected 4000000000 bytes for <f4 of shape (1000000000), found 8; it was not written to the end")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 9, "expected 8 bytes for <f4 of shape (2), found 9; it holds more than one array")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (2,)}", 8, "expected floating-point numbers, found <i4")]
    public void A_hostile_header_is_refused_with_its_place(string dict, int bytes, string message)
    {
        var error = Assert.Throws<DataFormatException>(() => NpyFile.ReadSingles(Build(dict, bytes), "some.npy"));
        Assert.StartsWith("some.npy: byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_said_to_be_huge_is_refused_before_memory_is_taken()
    {
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        var error = Assert.Throws<DataFormatException>(() => NpyFile.ReadSingles(new MemoryStream(file), "some.npy"));
        Assert.Contains("at most 10000 bytes, found 4294967295", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_and_every_other_kind_of_file_is_refused()
    {
        byte[] file = Build("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8).ToArray();
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<DataFormatException>(() => NpyFile.ReadSingles(new MemoryStream(file, 0, length), "some.npy"));
        Assert.Throws<DataFormatException>(() => NpyFile.ReadSingles(new MemoryStream("PK\u0003\u0004 an .npz archive"u8.ToArray()), "some.npy"));
        Assert.Throws<FileNotFoundException>(() => NpyFile.ReadSingles("/nowhere.npy"));
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => NpyFile.Write("/nowhere.npy", new float[5], 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => NpyFile.Write("/nowhere.npy", new float[6], -2, -3));
    }

    [Fact]
    public void Mutated_files_let_only_the_documented_exception_out()
    {
        byte[][] files = [.. Goldens.GetProperty("read").EnumerateArray().Select(g => g.GetProperty("file").GetBytesFromBase64())];
        var random = new Random(20260101);
        string[] splices = ["{", "}", "(", ")", ",", "'", "\"", ":", "L", "9", "-", "<u8", "|b1", "True", "99999999999", "((", "\0"];
        int accepted = 0;
        const int Mutations = 60_000;
        for (int n = 0; n < Mutations; n++)
        {
            var bytes = new List<byte>(files[random.Next(files.Length)]);
            for (int edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
            {
                int at = random.Next(random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 80));
                switch (random.Next(5))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: bytes.RemoveAt(at); break;
                    case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                    default:
                        // In place, so that the length of the header still fits.
                        foreach (byte b in Encoding.ASCII.GetBytes(splices[random.Next(splices.Length)]))
                        {
                            if (at < bytes.Count)
                                bytes[at++] = b;
                        }

                        break;
                }
            }

            byte[] file = [.. bytes];
            try
            {
                Readers[random.Next(Readers.Length)](new MemoryStream(file));
                accepted++;
            }
            catch (DataFormatException)
            {
            }
        }

        Assert.InRange(accepted, Mutations / 100, Mutations / 2);
    }

    private static readonly Action<Stream>[] Readers =
    [
        s => NpyFile.ReadSingles(s, "some.npy"),
        s => NpyFile.ReadDoubles(s, "some.npy"),
        s => NpyFile.ReadIntegers(s, "some.npy"),
    ];

    private static MemoryStream Build(string dict, int bytes)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)dict.Length);
        return new MemoryStream([0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(dict), .. new byte[bytes]]);
    }
}
