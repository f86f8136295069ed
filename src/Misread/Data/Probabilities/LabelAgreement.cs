using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Labels of a table held against those of the images that its rows were joined with: the only sign that rows stand in another order
/// than the images where nothing names these.
/// </summary>
/// <param name="Compared">Rows that bear a label in both.</param>
/// <param name="Differing">Rows whose labels differ.</param>
/// <param name="FirstDiffering">The first such row (a position among the joined rows), or −1.</param>
/// <param name="Expected">
/// The share of rows that would agree if rows and images had nothing to do with each other: Σ over classes of the product of the
/// shares that the class has on either side, as in Cohen's κ (Cohen, Educational and Psychological Measurement 20, 1960).
/// </param>
/// <param name="ShiftedBy">+1 or −1 when the labels would agree in every row if the rows were moved by one; else 0.</param>
internal sealed record LabelAgreement(int Compared, int Differing, int FirstDiffering, double Expected, int ShiftedBy)
{
    /// <summary>Up to this share of differing labels rows without names are believed; what audits correct lies well below.</summary>
    private const double MostDiffering = 0.1;

    /// <summary>Below this κ labels have little to do with each other, whoever says which images they are of.</summary>
    private const double LeastKappa = 0.5;

    /// <summary>Compares labels row by row; −1 is no label.</summary>
    public static LabelAgreement Of(ReadOnlySpan<int> table, ReadOnlySpan<int> images, int classes)
    {
        long[] inTable = new long[classes];
        long[] inImages = new long[classes];
        (int compared, int differing, int first) = (0, 0, -1);
        for (int i = 0; i < table.Length; i++)
        {
            if (table[i] < 0 || images[i] < 0)
                continue;
            compared++;
            inTable[table[i]]++;
            inImages[images[i]]++;
            if (table[i] == images[i])
                continue;
            first = first < 0 ? i : first;
            differing++;
        }

        double expected = Enumerable.Range(0, classes).Sum(k => (double)inTable[k] * inImages[k]) / Math.Max(1, (double)compared * compared);
        int shift = differing == 0 || table.Length < 2 ? 0 : table[1..].SequenceEqual(images[..^1]) ? 1 : table[..^1].SequenceEqual(images[1..]) ? -1 : 0;
        return new LabelAgreement(compared, differing, first, expected, shift);
    }

    /// <summary>Whether so many labels differ that the rows cannot be of these images.</summary>
    public bool IsRefused(bool byName)
    {
        double kappa = Expected >= 1 ? 1 : (1 - ((double)Differing / Math.Max(1, Compared)) - Expected) / (1 - Expected);
        return Differing > 1 && (byName ? kappa < LeastKappa : ShiftedBy != 0 || Differing > MostDiffering * Compared);
    }

    /// <summary>How many differ, and in which row first.</summary>
    public string Count(string source, Dataset data, string first) => string.Create(
        CultureInfo.InvariantCulture, $"{source}: {Differing:N0} of {Compared:N0} labels differ from those of {data.Name}, first {first}");

    /// <summary>Says what is wrong and what to do.</summary>
    public DataFormatException Refusal(string source, Dataset data, string first, bool byName)
    {
        string why = byName
            ? "are the classes numbered in another order there?"
            : ShiftedBy != 0
                ? "they would agree if the rows were moved by one, so a row is missing or too many; name the images in a column of paths or ids."
                : "are the rows in another order? Name the images in a column of paths or ids.";
        return new DataFormatException($"{Count(source, data, first)}; {why}");
    }
}
