using System.Text.RegularExpressions;

namespace Misread.Data;

/// <summary>What each column of a table of predictions is, by its name and by what stands in it.</summary>
/// <param name="HasHeader">Whether the first record holds names.</param>
/// <param name="Images">Columns that name the image, the surest first.</param>
/// <param name="Label">The column of the given class, or −1.</param>
/// <param name="Predicted">The column of the class that is read, or −1.</param>
/// <param name="Confidence">The column of its probability, or −1.</param>
/// <param name="Scores">Columns of numbers, one a class.</param>
/// <param name="ClassNames">The classes of these, or <see langword="null"/> without names.</param>
/// <param name="PassedOver">Names of columns that are none of these.</param>
internal sealed partial record ColumnRoles(
    bool HasHeader, IReadOnlyList<int> Images, int Label, int Predicted, int Confidence,
    IReadOnlyList<int> Scores, IReadOnlyList<string>? ClassNames, IReadOnlyList<string> PassedOver)
{
    private static readonly string[] ImageNames =
        ["path", "filepath", "imagepath", "imgpath", "file", "filename", "imagefile", "imagefilename", "imagename", "image", "img", "id", "imageid", "ids", "name"];

    private static readonly string[] LabelNames =
        ["label", "labels", "truelabel", "true", "target", "targets", "class", "y", "ytrue", "given", "givenlabel", "groundtruth", "gt", "truth", "actual", "labelname", "classname"];

    private static readonly string[] PredictedNames =
        ["pred", "preds", "predicted", "prediction", "predictions", "ypred", "predlabel", "predictedlabel", "predclass", "predictedclass", "yhat", "top1", "read"];

    private static readonly string[] ConfidenceNames =
        ["confidence", "conf", "score", "prob", "probability", "maxprob", "top1prob", "top1score", "maxprobability", "predprob"];

    private static readonly string[] OtherNames =
        ["", "index", "idx", "row", "split", "seen", "runnerup", "margin", "entropy", "loss", "correct", "fold", "rank", "quality"];

    /// <summary>Finds the roles.</summary>
    /// <param name="first">The first record.</param>
    /// <param name="second">The second record, or <see langword="null"/> when there is one only.</param>
    /// <param name="named">Whether the first record is known to be names (JSON).</param>
    /// <param name="classes">The data set's classes, where it is known; a column of such a name is that class, whatever else it may be called.</param>
    public static ColumnRoles Of(string[] first, string[]? second, bool named, IReadOnlyList<string>? classes)
    {
        if (!named && !IsHeader(first, second, classes))
            return Nameless(first);
        bool[] numeric = [.. first.Select((name, c) => second is null || (c < second.Length && RecordReader.TryParse(second[c], out _)))];
        var known = (classes ?? []).ToHashSet(StringComparer.Ordinal);
        string[] plain = [.. first.Select(Plain)];
        bool[] isClass = [.. first.Select((name, c) => numeric[c] && known.Contains(name.Trim()))];
        (int[] prefixed, string[] names) = Prefixed(first, numeric);
        var free = Enumerable.Range(0, first.Length).Where(c => !isClass[c] && !prefixed.Contains(c)).ToList();
        int[] images = [.. ImageNames.SelectMany(n => free.Where(c => plain[c] == n))];
        int label = Take(LabelNames);
        int predicted = Take(PredictedNames);
        int confidence = Take(ConfidenceNames);
        int[] rest = [.. free.Where(c => !images.Contains(c) && c != label && c != predicted && c != confidence && !IsOther(first[c]))];
        int[] scores = prefixed.Length > 0 ? prefixed : [.. Enumerable.Range(0, first.Length).Where(c => isClass[c] || (rest.Contains(c) && numeric[c]))];
        string[] passed = [.. rest.Where(c => !scores.Contains(c)).Select(c => first[c])];
        return new ColumnRoles(
            true, images, label, predicted, confidence, scores, prefixed.Length > 0 ? names : [.. scores.Select(c => first[c].Trim())], passed);

        int Take(string[] wanted)
        {
            foreach (string name in wanted)
            {
                int at = free.FindIndex(c => plain[c] == name);
                if (at >= 0)
                    return free[at];
            }

            return -1;
        }
    }

    /// <summary>Without names all columns are classes, but for a first one of text, which names the images.</summary>
    private static ColumnRoles Nameless(string[] first)
    {
        int images = first.Length > 1 && !RecordReader.TryParse(first[0], out _) ? 1 : 0;
        return new ColumnRoles(false, images > 0 ? [0] : [], -1, -1, -1, [.. Enumerable.Range(images, first.Length - images)], null, []);
    }

    private static bool IsHeader(string[] first, string[]? second, IReadOnlyList<string>? classes)
    {
        bool[] isNumber = [.. first.Select(c => RecordReader.TryParse(c, out _))];
        if (isNumber.All(n => n))
            return IsCounting(first, second);
        if (first.Any(c => IsRole(c) || Prefix().IsMatch(c) || classes?.Contains(c, StringComparer.Ordinal) == true))
            return true;
        // A first cell of text with numbers behind it is an image's name where the next record looks alike.
        return second is null || first.Length != second.Length
            || first.Where((cell, c) => !isNumber[c] && RecordReader.TryParse(second[c], out _)).Any()
            || !isNumber.Any(n => n);
    }

    /// <summary>Whether all-numeric first cells are the numbers of the classes, as data frames without other names are written.</summary>
    private static bool IsCounting(string[] first, string[]? second)
    {
        var numbers = new HashSet<int>();
        foreach (string cell in first)
        {
            if (!int.TryParse(cell, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int n) || n > first.Length || !numbers.Add(n))
                return false;
        }

        // 0,1 and 1,0 are rows of sure probabilities as well; then the next record decides.
        return first.Length > 2 || (first.Length == 2 && second is not null && second.Any(c => !int.TryParse(c, out _)));
    }

    /// <summary>Whether a column of this name holds given classes.</summary>
    public static bool IsLabelName(string name) => LabelNames.Contains(Plain(name), StringComparer.Ordinal);

    private static bool IsRole(string name)
    {
        string plain = Plain(name);
        return IsOther(name) || ImageNames.Contains(plain, StringComparer.Ordinal) || LabelNames.Contains(plain, StringComparer.Ordinal)
            || PredictedNames.Contains(plain, StringComparer.Ordinal) || ConfidenceNames.Contains(plain, StringComparer.Ordinal);
    }

    private static bool IsOther(string name) => OtherNames.Contains(Plain(name), StringComparer.Ordinal) || Unnamed().IsMatch(name);

    /// <summary>The largest group of two or more columns with one prefix: <c>p_cat</c>, <c>prob_dog</c>, <c>probs.0</c>, <c>logit[3]</c>.</summary>
    private static (int[] Columns, string[] Names) Prefixed(string[] first, bool[] numeric)
    {
        IGrouping<string, (int Column, string Name)>? group = Enumerable.Range(0, first.Length)
            .Where(c => numeric[c])
            .Select(c => (Column: c, Match: Prefix().Match(first[c].Trim())))
            .Where(m => m.Match.Success)
            .GroupBy(m => m.Match.Groups["prefix"].Value.ToUpperInvariant(), m => (m.Column, m.Match.Groups["name"].Value), StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .MaxBy(g => g.Count());
        return group is null ? ([], []) : ([.. group.Select(m => m.Column)], [.. group.Select(m => m.Name)]);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(
        @"^(?<prefix>p|prob|probs|proba|probas|probability|probabilities|pred_proba|predictions|scores?|softmax|outputs?|logits?|class)(?:[ _.:/\-\[(]+(?=.)|(?=\d))(?<name>.+?)[\])]?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^unnamed: ?\d+$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Unnamed();
}
