using System.Text;
using Misread.IO;

namespace Misread.Data;

/// <summary>What the first row of a CSV file of pixels tells of all rows.</summary>
/// <param name="HasHeader">Whether the first row holds names.</param>
/// <param name="Columns">Cells in every row.</param>
/// <param name="LabelColumn">The column of the label, from 0; −1 when there is none.</param>
/// <param name="Height">Height of an image, in pixels.</param>
/// <param name="Width">Width of an image, in pixels.</param>
internal sealed record CsvLayout(bool HasHeader, int Columns, int LabelColumn, int Height, int Width)
{
    /// <summary>256×256 pixels and a label.</summary>
    private const int MostColumns = (1 << 16) + 1;

    /// <summary>64 pixels and a label: the layout of the digits.</summary>
    private const int DigitsColumns = 65;

    private static readonly string[] LabelNames = ["label", "class", "target"];

    /// <summary>
    /// Recognises the layout. With a header, the label is the column called <c>label</c> (or <c>class</c>, <c>target</c>).
    /// Without, a square number of cells is pixels only; one more is a label, which stands last in 65 columns (the digits)
    /// and first in any other number (MNIST in CSV).
    /// </summary>
    /// <param name="firstRow">The first row, without its end.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="described">Gives the size of images that are not square.</param>
    /// <exception cref="DataFormatException">The number of cells fits no image.</exception>
    public static CsvLayout Of(ReadOnlySpan<byte> firstRow, string source, DatasetDescription? described)
    {
        int columns = firstRow.Count((byte)',') + 1;
        if (columns > MostColumns)
            throw new DataFormatException($"{source}: row 1: expected at most {MostColumns:N0} cells, found {columns:N0}.");
        bool header = IsHeader(firstRow);
        int label = header ? FindLabel(firstRow) : -1;
        int pixels = label < 0 ? columns : columns - 1;
        if (!header && Fit(pixels, described) is null && Fit(columns - 1, described) is not null)
        {
            label = columns == DigitsColumns ? columns - 1 : 0;
            pixels--;
        }

        (int Height, int Width) size = Fit(pixels, described) ?? throw Misfit(source, columns, pixels, header, label, described);
        return new CsvLayout(header, columns, label, size.Height, size.Width);
    }

    private static (int, int)? Fit(int pixels, DatasetDescription? described)
    {
        if (described is not null)
            return pixels == (long)described.Height * described.Width ? (described.Height, described.Width) : null;
        int side = (int)Math.Sqrt(pixels);
        return side >= 2 && side * side == pixels ? (side, side) : null;
    }

    /// <summary>Names hold letters; numbers hold none but the <c>e</c> of an exponent.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> row)
    {
        foreach (byte b in row)
        {
            if (char.IsAsciiLetter((char)b) && b is not ((byte)'e' or (byte)'E'))
                return true;
        }

        return false;
    }

    private static int FindLabel(ReadOnlySpan<byte> header)
    {
        string[] names = [.. Encoding.UTF8.GetString(header).Split(',').Select(n => n.Trim().Trim('"'))];
        return Array.FindIndex(names, n => LabelNames.Contains(n, StringComparer.OrdinalIgnoreCase));
    }

    private static DataFormatException Misfit(string source, int columns, int pixels, bool header, int label, DatasetDescription? described)
    {
        string expected = described is null
            ? "as many pixels as a square image has (64, 784, …), with or without a label"
            : $"{described.Height}×{described.Width} pixels, as {DatasetDescription.FileName} says, with or without a label";
        string found = label >= 0 ? $"a label and {pixels:N0} pixels" : $"{columns:N0} cell{(columns == 1 ? "" : "s")}";
        string hint = header && label < 0 ? "; no column is called 'label'" : "";
        return new DataFormatException($"{source}: row 1: expected {expected}, found {found}{hint}.");
    }
}
