using System.Globalization;
using System.Text;
using Misread.IO;

namespace Misread.Formats;

/// <summary>
/// Reads the Python dict of a <c>.npy</c> header, strictly: the three keys once each in any order, a string, a Boolean
/// and a tuple of integers; nothing is evaluated and nothing else is let through.
/// </summary>
internal sealed class NpyHeaderParser(byte[] text, int offset, string source)
{
    /// <summary>NumPy's own limit on the number of dimensions (NPY_MAXDIMS, 64 from version 2 on).</summary>
    private const int MaxDimensions = 64;

    private int _at;

    public NpyHeader Parse()
    {
        (NpyKind Kind, int Size, bool Big)? type = null;
        bool? fortran = null;
        int[]? shape = null;
        Expect('{');
        while (!Take('}'))
        {
            int keyAt = SkipSpace();
            string key = ParseString();
            Expect(':');
            switch (key)
            {
                case "descr" when type is null:
                    type = ParseType();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = ParseBoolean();
                    break;
                case "shape" when shape is null:
                    shape = ParseShape();
                    break;
                default:
                    throw Bad(keyAt, $"expected 'descr', 'fortran_order' and 'shape', once each, found {Shown(key)}");
            }

            if (!Take(','))
            {
                Expect('}');
                break;
            }
        }

        if (SkipSpace() != text.Length)
            throw Bad(_at, $"expected nothing after the dict, found {Found()}");
        if (type is not { } t || fortran is not { } f || shape is null)
            throw Bad(0, "expected 'descr', 'fortran_order' and 'shape', and one is missing");
        return new NpyHeader(t.Kind, t.Size, t.Big, f, shape, CheckedCount(shape), offset + text.Length);
    }

    private (NpyKind Kind, int Size, bool Big) ParseType()
    {
        int start = SkipSpace();
        if (Take('['))
            throw Bad(start, "expected an array of numbers, found a structured one; save the column you mean on its own");
        string descr = ParseString();
        char order = descr is [var o and ('<' or '>' or '|' or '='), ..] ? o : '\0';
        (NpyKind Kind, int Size)? found = (order == '\0' ? "" : descr[1..]) switch
        {
            "f2" => (NpyKind.Float, 2),
            "f4" => (NpyKind.Float, 4),
            "f8" => (NpyKind.Float, 8),
            "i1" => (NpyKind.Signed, 1),
            "i2" => (NpyKind.Signed, 2),
            "i4" => (NpyKind.Signed, 4),
            "i8" => (NpyKind.Signed, 8),
            "u1" => (NpyKind.Unsigned, 1),
            "u2" => (NpyKind.Unsigned, 2),
            "u4" => (NpyKind.Unsigned, 4),
            "u8" => (NpyKind.Unsigned, 8),
            "b1" => (NpyKind.Boolean, 1),
            ['U', .. var length] => Texts(NpyKind.Text, length, 4),
            ['S' or 'a', .. var length] => Texts(NpyKind.Bytes, length, 1),
            "O" => throw Bad(start, "expected numbers or texts, found Python objects, which are pickled and can run any program when they are read; save the array with .astype(int) or .astype(str)"),
            _ => null,
        };
        if (found is not { } type || (order == '|' && type.Size > 1 && type.Kind != NpyKind.Bytes))
            throw Bad(start, $"expected numbers or Booleans such as '<f4', '<i8' or '|b1', found {Shown(descr)}");
        return (type.Kind, type.Size, order == '>' || (order == '=' && !BitConverter.IsLittleEndian));
    }

    private static (NpyKind Kind, int Size)? Texts(NpyKind kind, string length, int size) =>
        int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= 1 << 20 ? (kind, n * size) : null;

    private bool ParseBoolean()
    {
        SkipSpace();
        foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("False", false), ("True", true)])
        {
            if (text.AsSpan(_at).StartsWith(Encoding.ASCII.GetBytes(word)))
            {
                _at += word.Length;
                return value;
            }
        }

        throw Bad(_at, $"expected True or False, found {Found()}");
    }

    private int[] ParseShape()
    {
        var shape = new List<int>();
        bool comma = false;
        int start = SkipSpace();
        Expect('(');
        while (!Take(')'))
        {
            if (shape.Count == MaxDimensions)
                throw Bad(start, $"expected at most {MaxDimensions} dimensions");
            shape.Add(ParseLength());
            comma = Take(',');
            if (!comma)
            {
                Expect(')');
                break;
            }
        }

        // In Python (3) is the number 3, not a tuple.
        return shape.Count == 1 && !comma ? throw Bad(start, "expected a tuple such as (3,)") : [.. shape];
    }

    private int ParseLength()
    {
        int start = SkipSpace();
        while (_at < text.Length && char.IsAsciiDigit((char)text[_at]))
            _at++;
        string digits = Encoding.ASCII.GetString(text, start, _at - start);
        if (digits.Length == 0)
            throw Bad(start, $"expected the length of a dimension, found {Found()}");
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            throw Bad(start, $"expected a dimension of at most {int.MaxValue}, found {Shown(digits)}");

        // NumPy under Python 2 wrote long integers: (60000L, 784L).
        if (_at < text.Length && text[_at] == 'L')
            _at++;
        return length;
    }

    private string ParseString()
    {
        int start = SkipSpace();
        byte quote = start < text.Length ? text[start] : (byte)0;
        if (quote is not ((byte)'\'' or (byte)'"'))
            throw Bad(start, $"expected a quoted string, found {Found()}");
        int length = text.AsSpan(start + 1).IndexOf(quote);
        if (length < 0)
            throw Bad(start, "expected a closing quote before the end of the header");
        _at = start + length + 2;
        return Encoding.Latin1.GetString(text, start + 1, length);
    }

    private long CheckedCount(int[] shape)
    {
        if (shape.Contains(0))
            return 0;
        long count = 1;
        foreach (int length in shape)
        {
            // Beyond this, eight bytes for each could not be counted.
            if (count > (1L << 59) / length)
                throw Bad(0, $"expected a shape that a file can hold, found ({string.Join(", ", shape)})");
            count *= length;
        }

        return count;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted))
            throw Bad(_at, $"expected '{wanted}', found {Found()}");
    }

    private bool Take(char wanted)
    {
        if (SkipSpace() == text.Length || text[_at] != wanted)
            return false;
        _at++;
        return true;
    }

    private int SkipSpace()
    {
        while (_at < text.Length && text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
            _at++;
        return _at;
    }

    private string Found() => _at < text.Length ? Shown(((char)text[_at]).ToString()) : "the end of the header";

    private static string Shown(string value)
    {
        string start = value.Length > 40 ? value[..40] + "…" : value;
        return $"'{string.Concat(start.Select(c => char.IsControl(c) ? '?' : c))}'";
    }

    private DataFormatException Bad(int at, string what) => new($"{source}: byte {offset + at}: {what}.");
}
