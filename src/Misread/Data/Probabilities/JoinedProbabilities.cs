using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>Somebody's probabilities joined with the images that they are of.</summary>
/// <param name="Probabilities"><c>[N,K]</c>, in the order of the table, columns in the order of <paramref name="Data"/>'s classes; the owner disposes of them.</param>
/// <param name="Labels"><c>[N]</c> labels: the table's, else the data set's; −1 where neither has one.</param>
/// <param name="Data">All images; its classes are the data set's and, behind them, those that only the table has.</param>
/// <param name="Join">Which image each row is of: <see cref="RowJoin.Images"/> has N positions in <paramref name="Data"/>.</param>
/// <param name="Notices">What a person has to know, a sentence each.</param>
public sealed record JoinedProbabilities(
    ProbabilityMatrix Probabilities, int[] Labels, Dataset Data, RowJoin Join, IReadOnlyList<string> Notices) : IDisposable
{
    /// <summary>Number of rows, <c>N</c>.</summary>
    public int Count => Labels.Length;

    /// <summary>Whether only the class that was read, and perhaps its confidence, is known of each row (<see cref="ProbabilitySource.IsTopOnly"/>).</summary>
    public bool IsTopOnly { get; init; }

    /// <summary>The image of row <paramref name="row"/>, a position in <see cref="Data"/>.</summary>
    public int Image(int row) => Join.Images[row];

    /// <summary>Joins a table with a data set by what names the images; where nothing does, by position, and the labels must agree.</summary>
    /// <param name="source">The table; the result owns it.</param>
    /// <param name="data">The images.</param>
    /// <exception cref="DataFormatException">Rows or classes do not fit the data set, or too many labels contradict its own.</exception>
    public static JoinedProbabilities From(ProbabilitySource source, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(data);
        string name = source.Probabilities.Source;
        ClassMatch classes = source.IsNamed
            ? ClassMatch.ByName(source.ClassNames, data.ClassNames, name)
            : ClassMatch.ByPosition(source.Probabilities.ClassCount, data.ClassNames, name);
        RowJoin join = source.Ids is { } ids ? RowJoin.ByName(data, ids, name) : RowJoin.ByPosition(data, source.Labels.Length, name);
        Dataset images = data.WithClassNames(classes.ClassNames);
        int[] classOf = new int[source.Probabilities.ClassCount];
        for (int k = 0; k < classes.Columns.Count; k++)
        {
            if (classes.Columns[k] >= 0)
                classOf[classes.Columns[k]] = k;
        }

        int[] own = [.. join.Images.Select(images.Label)];
        int[] labels = [.. join.Rows.Select(row => source.Labels[row] < 0 ? -1 : classOf[Checked(source.Labels[row], classOf.Length, row, name)])];
        List<string> notices = [.. source.Notices, .. classes.Notices, .. join.Notices];
        var agreement = LabelAgreement.Of(labels, own, images.ClassCount);
        if (agreement.Differing > 0)
        {
            int at = agreement.FirstDiffering;
            string first = string.Create(CultureInfo.InvariantCulture, $"row {join.Rows[at]:N0}, '{images.ClassNames[labels[at]]}' for {images.Id(join.Images[at])}, which is '{images.ClassNames[own[at]]}' there");
            if (agreement.IsRefused(join.IsByName))
                throw agreement.Refusal(name, data, first, join.IsByName);
            notices.Add($"{agreement.Count(name, data, first)}; those of the file are taken.");
        }
        else if (!join.IsByName)
        {
            notices.Add(PositionOnly(data, join, name, agreement.Compared > 0));
        }

        for (int i = 0; i < labels.Length; i++)
            labels[i] = labels[i] < 0 ? own[i] : labels[i];
        bool all = join.Rows.Count == source.Probabilities.Count;
        ProbabilityMatrix matrix = all && classes.IsSame
            ? source.Probabilities
            : new ArrangedProbabilities(source.Probabilities, all ? null : join.Rows, classes.IsSame ? null : classes.Columns);
        return new JoinedProbabilities(matrix, labels, images, join, notices) { IsTopOnly = source.IsTopOnly };
    }

    /// <summary>The rows that bear a label; these themselves when all do.</summary>
    /// <exception cref="DataFormatException">No row bears a label.</exception>
    public JoinedProbabilities Labelled()
    {
        int[] rows = [.. Enumerable.Range(0, Count).Where(i => Labels[i] >= 0)];
        if (rows.Length == Count)
            return this;
        if (rows.Length == 0)
            throw new DataFormatException($"{Probabilities.Source}: neither a row nor its image bears a label.");
        string notice = ProbabilitySource.Text($"{Probabilities.Source}: {Count - rows.Length:N0} of {Count:N0} rows bear no label and are left out.");
        return this with
        {
            Probabilities = new ArrangedProbabilities(Probabilities, rows, null),
            Labels = [.. rows.Select(r => Labels[r])],
            Join = Join with { Rows = [.. rows.Select(r => Join.Rows[r])], Images = [.. rows.Select(r => Join.Images[r])] },
            Notices = [.. Notices, notice],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Probabilities.Dispose();

    private static int Checked(int label, int classes, int row, string source) => label < classes
        ? label
        : throw new DataFormatException($"{source}: row {row}: label {label} is outside the classes 0 … {classes - 1}{(label == classes ? "; labels count from 0 here, are these from 1?" : ".")}");

    /// <summary>Says how little the position proves: nothing without labels, and not the order within a class where images lie class by class.</summary>
    private static string PositionOnly(Dataset data, RowJoin join, string source, bool hasLabels)
    {
        int changes = join.Images.Zip(join.Images.Skip(1)).Count(pair => data.Label(pair.First) != data.Label(pair.Second));
        string proof = !hasLabels
            ? "and holds no labels that could tell whether they stand in the order of the images"
            : changes < data.ClassCount * data.Splits.Count
                ? "and all labels agree, but the images lie class by class, so their order within a class is not proved"
                : "and all labels agree";
        return $"{source}: nothing in it names the images: rows are joined {join.How} with {data.Name}, {proof}.";
    }
}
