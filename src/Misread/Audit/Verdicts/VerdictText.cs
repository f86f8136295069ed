using System.Globalization;

namespace Misread.Audit;

/// <summary>Puts a verdict and its evidence into words.</summary>
internal static class VerdictText
{
    public static string Of(VerdictKind kind, in VerdictFacts f, IReadOnlyList<string> names)
    {
        var parts = new List<string> { $"given {names[f.Given]}", Networks(f, names) };
        if (Next(f, names) is { } next)
            parts.Add(next);
        if (f.Neighbours > 0)
            parts.Add(Neighbours(f, names));
        if (f.Flagged == true)
            parts.Add("flagged as a label issue");
        if (!f.IsKnown)
            parts.Add($"the networks cannot know {names[f.Given]}");
        if (f.NeverLearned)
            parts.Add("training never learned it");
        if (f.IsRemote)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"at {f.Remoteness:F1} times the usual distance from its neighbours"));
        if (f.Twin is { } twin)
            parts.Insert(1, $"{(twin.IsExact ? "the same" : "all but the same")} image as {twin.Id}, which is given {names[twin.Label]}");
        return $"{Head(kind)}: {string.Join(", ", parts)}";
    }

    private static string Head(VerdictKind kind) => kind switch
    {
        VerdictKind.LabelError => "label error likely",
        _ => kind.ToWords(),
    };

    private static string Networks(in VerdictFacts f, IReadOnlyList<string> names)
    {
        if (f.Networks == 1)
            return string.Create(CultureInfo.InvariantCulture, $"read {names[f.Read]} with {Percent(f.Probabilities[f.Read])}");
        if (f.Misread == 0)
            return $"read so by all {f.Networks} networks";
        string all = $"read {names[f.Instead]} by {f.Agreeing} of {f.Networks} networks";
        return f.Agreeing == f.Misread ? all : $"{all} and otherwise by {f.Misread - f.Agreeing}";
    }

    /// <summary>The suggested class, where neither the networks nor the duplicate nor the neighbours' part of the text names it.</summary>
    private static string? Next(in VerdictFacts f, IReadOnlyList<string> names)
    {
        int suggested = VerdictRules.Suggest(f);
        if (suggested == f.Instead || suggested == f.Twin?.Label || (suggested == f.Other && NamesOther(f)))
            return null;
        string percent = Percent(f.Probabilities[suggested]);
        return suggested == f.Read ? $"together {names[suggested]} with {percent}" : $"then {names[suggested]} with {percent}";
    }

    private static bool NamesOther(in VerdictFacts f) =>
        f.OtherVotes > f.GivenVotes || (f.OtherVotes > 0 && 3 * f.GivenVotes < 2 * f.Neighbours);

    private static string Neighbours(in VerdictFacts f, IReadOnlyList<string> names)
    {
        bool givenFirst = f.GivenVotes >= f.OtherVotes;
        (int first, int label, int second, int secondLabel) = givenFirst
            ? (f.GivenVotes, f.Given, f.OtherVotes, f.Other)
            : (f.OtherVotes, f.Other, f.GivenVotes, f.Given);
        string text = $"{first} of {f.Neighbours} nearest neighbours are {names[label]}";
        return second > 0 && 3 * first < 2 * f.Neighbours ? $"{text} and {second} are {names[secondLabel]}" : text;
    }

    /// <summary>Never 100 % nor 0: nothing is that sure.</summary>
    private static string Percent(double p) => p switch
    {
        >= 0.999 => "over 99.9 %",
        < 0.001 => "under 0.1 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{100 * p:F1} %"),
    };
}
