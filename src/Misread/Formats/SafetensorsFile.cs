using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Misread.IO;

namespace Misread.Formats;

/// <summary>
/// Named float tensors and text metadata in the safetensors format (Hugging Face, "Safetensors", format 0.3+): 8 bytes
/// little-endian header length, a JSON header of names, types, shapes and offsets, then the data.
/// </summary>
/// <remarks>
/// Only <c>F32</c> is read and written. Order is kept, and the same content gives the same bytes. Immutable apart from the
/// arrays; thread-safe.
/// </remarks>
public sealed class SafetensorsFile
{
    private const int MaxHeader = 16 << 20;
    private const int MaxTensors = 10_000;

    /// <summary>Gathers tensors.</summary>
    /// <param name="tensors">Unique names, in the order in which they are stored.</param>
    /// <param name="metadata">Any text.</param>
    public SafetensorsFile(IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors, in file order.</summary>
    public IReadOnlyList<SafeTensor> Tensors { get; }

    /// <summary>The file's text metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">The content is not a well-formed safetensors file of F32 tensors.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Read(string path)
    {
        return Parse(InputFile.ReadBytes(path, Array.MaxLength), path);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <exception cref="DataFormatException">The content is malformed.</exception>
    public static SafetensorsFile Parse(ReadOnlySpan<byte> data, string source)
    {
        if (data.Length < 8)
            throw new DataFormatException($"{source}: {data.Length} bytes are too few for a safetensors file; it may be cut off.");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(data);
        if (headerLength > (ulong)Math.Min(MaxHeader, data.Length - 8))
            throw new DataFormatException($"{source}: the header should have {headerLength:N0} bytes, but {data.Length - 8:N0} follow; this is not a safetensors file, or it is cut off.");
        ReadOnlySpan<byte> body = data[(8 + (int)headerLength)..];
        try
        {
            using JsonDocument header = JsonDocument.Parse(data.Slice(8, (int)headerLength).ToArray(), new JsonDocumentOptions { MaxDepth = 8 });
            return Parse(header.RootElement, body, source);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException
            or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new DataFormatException($"{source}: the header is not the JSON of a safetensors file: {e.Message}", e);
        }
    }

    private static SafetensorsFile Parse(JsonElement header, ReadOnlySpan<byte> body, string source)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tensors = new List<SafeTensor>();
        long expected = 0;
        foreach (JsonProperty entry in header.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__"))
            {
                foreach (JsonProperty pair in entry.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.GetString() ?? "";
                continue;
            }

            if (!names.Add(entry.Name) || names.Count > MaxTensors)
                throw new DataFormatException($"{source}: tensor '{entry.Name}' occurs twice, or there are more than {MaxTensors} tensors.");
            string? type = entry.Value.GetProperty("dtype").GetString();
            if (type != "F32")
                throw new DataFormatException($"{source}: tensor '{entry.Name}' has type {type}; only F32 is accepted.");
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
            long count = 1;
            foreach (int size in shape)
                count = checked(count * (size >= 0 ? size : throw new FormatException("a size is negative")));
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            long from = offsets[0].GetInt64();
            long to = offsets[1].GetInt64();
            if (offsets.GetArrayLength() != 2 || from != expected || to - from != checked(count * sizeof(float)) || to > body.Length)
            {
                throw new DataFormatException(
                    $"{source}: tensor '{entry.Name}' of shape [{string.Join(", ", shape)}] lies at {from} … {to} of {body.Length} bytes of data, which does not fit; the file may be cut off.");
            }

            float[] values = MemoryMarshal.Cast<byte, float>(body[(int)from..(int)to]).ToArray();
            tensors.Add(new SafeTensor(entry.Name, shape, values));
            expected = to;
        }

        if (expected != body.Length)
            throw new DataFormatException($"{source}: {body.Length - expected:N0} bytes behind the last tensor belong to nothing.");
        return new SafetensorsFile(tensors, metadata);
    }

    private void Write(Stream stream)
    {
        byte[] header = Header();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafeTensor tensor in Tensors)
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
    }

    private byte[] Header()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in Metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            long at = 0;
            foreach (SafeTensor tensor in Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                at += (long)tensor.Values.Length * sizeof(float);
                json.WriteNumberValue(at);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The data begin at a multiple of 8, so that a reader may map them; the format pads the header with spaces.
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}

/// <summary>A named tensor.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">Row-major; as many as the sizes multiply to.</param>
public sealed record SafeTensor(string Name, IReadOnlyList<int> Shape, float[] Values);
