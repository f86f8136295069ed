using Misread.IO;

namespace Misread.Data;

/// <summary>Makes probabilities of a table's numbers: finds the classes, what the numbers look like, and which class each label is.</summary>
/// <param name="table">The table.</param>
/// <param name="given">The labels in the order of its rows, or <see langword="null"/> when the images bear them.</param>
/// <param name="labelSource">Where the labels come from, for messages.</param>
/// <param name="images">The images, if they are at hand.</param>
internal sealed class SourceBuilder(PredictionTable table, GivenLabels? given, string labelSource, Dataset? images)
{
    /// <summary>So many rows of an array are looked at; whoever reads the others checks them.</summary>
    private const int LookedAt = 1 << 16;

    private readonly List<string> _notices = [.. table.Notices, .. given?.Notices ?? []];

    /// <summary>Builds the source, which owns the table's numbers.</summary>
    public ProbabilitySource Build(bool softmax)
    {
        if (table.Count == 0)
            throw new DataFormatException($"{table.Source}: expected one row or more, found none.");
        if (table.Scores is not { } scores)
            return Top();
        if (scores.ClassCount == 1)
            return OneColumn(scores, softmax);
        bool named = table.ClassNames is not null;
        IReadOnlyList<string> names = table.ClassNames ?? Unnamed(scores.ClassCount);
        ScoreLook look = ScoreLook.Of(scores, LookedAt);
        if (!softmax && look.Kind is ScoreKind.Sigmoid or ScoreKind.Logits)
            (scores, names, look) = WithoutExtra(scores, names, look, named);
        CheckPredicted(scores, names);
        ProbabilityMatrix matrix = Probable(scores, look, softmax, k => named ? $"the class {names[k]}" : $"column {k}");
        return Finish(matrix, names, named, topOnly: false);
    }

    private ProbabilitySource Finish(ProbabilityMatrix matrix, IReadOnlyList<string> names, bool named, bool topOnly)
    {
        if (given is not null && images is not null && named)
        {
            // A class of the data set that has no column may be given all the same; its probability is 0.
            string[] more = [.. given.Distinct().Select(v => v.Trim()).Where(v => !names.Contains(v, StringComparer.Ordinal) && images.ClassNames.Contains(v, StringComparer.Ordinal))];
            if (more.Length > 0)
            {
                matrix = new ArrangedProbabilities(matrix, null, [.. Enumerable.Range(0, names.Count), .. more.Select(_ => -1)]);
                names = [.. names, .. more];
            }
        }

        int[] labels = given?.Resolve(names, labelSource) ?? [.. Enumerable.Repeat(-1, table.Count)];
        return new ProbabilitySource(matrix, labels, names, table.Images) { IsNamed = named, IsTopOnly = topOnly, Notices = _notices };
    }

    /// <summary>The numbers as probabilities, or the refusal that fits what they look like.</summary>
    private ProbabilityMatrix Probable(ProbabilityMatrix scores, ScoreLook look, bool softmax, Func<int, string> column)
    {
        if (softmax)
        {
            if (look.Kind is ScoreKind.Probabilities or ScoreKind.Rounded or ScoreKind.Percentages)
                _notices.Add($"{table.Source}: the numbers look like {(look.Kind == ScoreKind.Percentages ? "percentages" : "probabilities")} already, and their softmax is not what the model said; leave it out unless you know better.");
            return look.Kind == ScoreKind.Broken ? throw look.Refusal(table.Source, column) : scores.Softmax();
        }

        switch (look.Kind)
        {
            case ScoreKind.Probabilities:
                return scores;
            case ScoreKind.Rounded:
                _notices.Add(ProbabilitySource.Text($"{table.Source}: rows sum to {look.LeastSum:G4} … {look.GreatestSum:G4}, as rounded numbers do; each was divided by its sum."));
                return new NormalizedProbabilities(scores);
            case ScoreKind.Percentages:
                _notices.Add($"{table.Source}: rows sum to 100, so the numbers are taken for percentages.");
                return new NormalizedProbabilities(scores);
            default:
                throw look.Refusal(table.Source, column);
        }
    }

    /// <summary>Classes of columns without names: the data set's, else those of the labels in order, else numbers.</summary>
    private IReadOnlyList<string> Unnamed(int count)
    {
        if (images?.ClassCount == count)
            return images.ClassNames;
        IReadOnlyList<string> distinct = given?.Distinct() ?? [];
        if (distinct.Count == count && distinct.Any(v => !RecordReader.TryParse(v, out _)))
        {
            _notices.Add($"{table.Source}: the columns have no names and are taken for the labels in the order of the alphabet: {ClassMatch.Listed(distinct)}.");
            return distinct;
        }

        return [.. Enumerable.Range(0, count).Select(k => ProbabilitySource.Text($"{k}"))];
    }

    /// <summary>The probability of one of two classes.</summary>
    private ProbabilitySource OneColumn(ProbabilityMatrix scores, bool softmax)
    {
        IReadOnlyList<string> names = images?.ClassNames ?? (given?.Distinct() is { Count: 2 } two ? two : ["0", "1"]);
        if (names.Count != 2)
            throw new DataFormatException($"{table.Source}: expected a column for each of the {names.Count} classes {ClassMatch.Listed(names)}, found one.");
        int positive = table.ClassNames is [var name] && names[0].Equals(name, StringComparison.OrdinalIgnoreCase) ? 0 : 1;
        ScoreLook look = ScoreLook.Of(scores, LookedAt);
        if (look is { Kind: ScoreKind.Broken, BadColumn: >= 0 })
            throw look.Refusal(table.Source, _ => "the only column");
        if (!softmax && (look.LeastSum < 0 || look.GreatestSum > 1))
            throw new ScoresException(ScoreKind.Logits, ProbabilitySource.Text($"{table.Source}: expected the probability of {names[positive]}, found numbers from {look.LeastSum:G4} to {look.GreatestSum:G4}: they look like logits; take their sigmoid, 1/(1 + exp(-z))."));
        _notices.Add($"{table.Source}: its one column is taken for the probability of '{names[positive]}', so that '{names[1 - positive]}' has the rest.");
        ProbabilityMatrix both = new SigmoidProbabilities(scores, softmax);
        return Finish(positive == 1 ? both : new ArrangedProbabilities(both, null, [1, 0]), names, named: true, topOnly: false);
    }

    /// <summary>Predictions of which only the class, and perhaps its confidence, is known.</summary>
    private ProbabilitySource Top()
    {
        var read = new GivenLabels(table.Predicted!, null, []);
        var names = (images?.ClassNames ?? []).ToList();
        bool byNumber = images is not null && table.Predicted!.All(v => int.TryParse(v, out int n) && n >= 0 && n < names.Count);
        IEnumerable<string> distinct = images is null ? new GivenLabels([.. table.Predicted!, .. given?.Values ?? []], null, []).Distinct() : byNumber ? [] : read.Distinct();
        names.AddRange(distinct.Select(n => n.Trim()).Where(n => !names.Contains(n, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal));
        if (names.Count < 2)
            throw new DataFormatException($"{table.Source}: expected two classes or more, found {ClassMatch.Listed(names)}.");
        int[] predicted = read.Resolve(names, table.Source);
        int none = Array.IndexOf(predicted, -1);
        if (none >= 0)
            throw new DataFormatException($"{table.Source}: row {none}: expected the class that was read, found none.");
        return Finish(new TopProbabilities(predicted, Confidence(), names.Count, table.Source), names, named: true, topOnly: true);
    }

    private double[] Confidence()
    {
        double[] c = table.Confidence ?? [];
        if (c.Length == 0)
        {
            _notices.Add($"{table.Source}: it holds the class that was read, without a confidence; what depends on one is left out.");
            return [.. Enumerable.Repeat(1.0, table.Count)];
        }

        int missing = Array.FindIndex(c, double.IsNaN);
        if (missing >= 0)
            throw new DataFormatException($"{table.Source}: row {missing}: expected a confidence of 0 … 1, found no number.");
        (double least, double greatest) = (c.Min(), c.Max());
        if (least >= 0 && greatest <= 1)
        {
            _notices.Add($"{table.Source}: it holds the class that was read and its confidence only; what the other classes' probabilities tell is left out.");
            return c;
        }

        if (least >= 0 && greatest <= 100)
        {
            _notices.Add(ProbabilitySource.Text($"{table.Source}: confidences reach {greatest:G4} and are taken for percentages."));
            return [.. c.Select(x => x / 100)];
        }

        throw new DataFormatException(ProbabilitySource.Text($"{table.Source}: expected confidences of 0 … 1, found {least:G4} … {greatest:G4}; leave the column out if they are no probabilities."));
    }

    /// <summary>Sets a column aside without which all rows sum to 1, where it cannot be a class.</summary>
    private (ProbabilityMatrix Scores, IReadOnlyList<string> Names, ScoreLook Look) WithoutExtra(
        ProbabilityMatrix scores, IReadOnlyList<string> names, ScoreLook look, bool named)
    {
        for (int extra = 0; scores.ClassCount > 2 && scores.ClassCount <= 1000 && extra < scores.ClassCount; extra++)
        {
            int[] kept = [.. Enumerable.Range(0, scores.ClassCount).Where(k => k != extra)];
            var without = new ArrangedProbabilities(scores, null, kept);
            if (ScoreLook.Of(without, 64).Kind is not (ScoreKind.Probabilities or ScoreKind.Rounded))
                continue;
            ScoreLook rest = ScoreLook.Of(without, LookedAt);
            if (rest.Kind is not (ScoreKind.Probabilities or ScoreKind.Rounded))
                continue;
            string called = named ? $"the column '{names[extra]}'" : $"column {extra + 1}";
            bool isClass = images is not null && (named ? images.ClassNames.Contains(names[extra], StringComparer.Ordinal) : images.ClassCount == scores.ClassCount);
            if (isClass || (!named && !IsIndex(scores, extra)))
            {
                throw new DataFormatException(
                    $"{table.Source}: rows sum to 1 without {called}, so that seems to be no probability (an index, a label?); name the columns in a first line ('index', 'label' and the classes), or leave it out.");
            }

            _notices.Add($"{table.Source}: {called} is passed over: rows sum to 1 without it.");
            return (without, named || images is null ? (named ? [.. kept.Select(k => names[k])] : Unnamed(kept.Length)) : Unnamed(kept.Length), rest);
        }

        return (scores, names, look);
    }

    private static bool IsIndex(ProbabilityMatrix scores, int column)
    {
        int count = Math.Min(scores.Count, 64);
        double[] values = scores.Rows(0, count, new double[count * scores.ClassCount]).ToArray();
        double first = values[column];
        return first is 0 or 1 && Enumerable.Range(0, count).All(i => values[(i * scores.ClassCount) + column] == first + i);
    }

    /// <summary>Where the class that was read is told beside the numbers, the greatest number must be in its column.</summary>
    private void CheckPredicted(ProbabilityMatrix scores, IReadOnlyList<string> names)
    {
        if (table.Predicted is not { } said)
            return;
        int[] predicted;
        try
        {
            predicted = new GivenLabels(said, null, []).Resolve(names, table.Source);
        }
        catch (DataFormatException)
        {
            _notices.Add($"{table.Source}: the column of what was read names classes that have no column; the numbers count.");
            return;
        }

        (int other, int first, int best) = (0, -1, -1);
        double[] row = new double[scores.ClassCount];
        for (int i = 0; i < predicted.Length; i++)
        {
            ReadOnlySpan<double> p = scores.Rows(i, 1, row);
            int top = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(p);
            if (predicted[i] < 0 || p[predicted[i]] == p[top])
                continue;
            if (other++ == 0)
                (first, best) = (i, top);
        }

        if (other > 0.1 * predicted.Length && other > 1)
        {
            throw new DataFormatException(ProbabilitySource.Text(
                $"{table.Source}: {other:N0} of {predicted.Length:N0} rows say that another class was read than the one with the greatest number, first row {first}: '{said[first]}', but the greatest number is that of '{names[best]}'; are the columns in another order?"));
        }

        if (other > 0)
            _notices.Add(ProbabilitySource.Text($"{table.Source}: {other:N0} of {predicted.Length:N0} rows say that another class was read than the one with the greatest number, row {first} say; the numbers count."));
    }
}
