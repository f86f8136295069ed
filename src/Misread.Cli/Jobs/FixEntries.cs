using Misread.Data;

namespace Misread.Cli.Jobs;

/// <summary>What one call of <c>fix</c> adds to the record.</summary>
/// <param name="When">The time of the call.</param>
/// <param name="Reason">What <c>--reason</c> says, or <see langword="null"/>.</param>
/// <param name="By">Who decides.</param>
internal sealed record FixEntries(DateTimeOffset When, string? Reason, string By)
{
    /// <summary>The suggestions that are accepted: the first so many, those named, or all.</summary>
    /// <exception cref="UsageException">An id is not among them, or it is not said which issues are accepted.</exception>
    public static IReadOnlyList<Suggestion> Choose(AcceptedFile file, string path, int? top, string[] ids)
    {
        if (top is null && ids.Length == 0)
        {
            return file.IsLog
                ? file.Suggestions
                : throw new UsageException($"--accept {path}: an audit suggests, it does not decide; look at its images and add --accept-ids ID … or --accept-top N.");
        }

        var names = new ImageNames(file.Suggestions.Select(s => s.Id));
        var byId = new Dictionary<string, Suggestion>(StringComparer.Ordinal);
        foreach (Suggestion suggestion in file.Suggestions)
            byId.TryAdd(suggestion.Id, suggestion);
        IEnumerable<Suggestion> named = ids.Select(id => byId.GetValueOrDefault(id) ?? (names.Find(id) is >= 0 and var at
            ? file.Suggestions[at]
            : throw new UsageException($"--accept-ids {id}: {path} suggests nothing for it.")));
        return [.. file.Suggestions.Where(s => s.IsAdvised).Take(top ?? 0).Union(named)];
    }

    /// <summary>The new lines: suggestions that change something, then what is taken back.</summary>
    /// <exception cref="UsageException">An id of <paramref name="undo"/> has no correction in force.</exception>
    public IReadOnlyList<Correction> From(IReadOnlyList<Correction> before, IReadOnlyList<Suggestion> accepted, string[] undo, string log)
    {
        IReadOnlyDictionary<string, Correction> inForce = CorrectionLog.InForce(before);
        var added = new List<Correction>();
        foreach (Suggestion s in accepted)
        {
            if (inForce.TryGetValue(s.Id, out Correction? c) && c.Label == s.Label && c.Original == s.Original)
                continue;
            added.Add(new Correction(When, s.Id, s.Original, s.Label, Reason ?? s.Reason, By));
        }

        inForce = CorrectionLog.InForce([.. before, .. added]);
        string[] known = [.. inForce.Keys];
        var corrected = new ImageNames(known);
        foreach (string id in undo.Distinct(StringComparer.Ordinal))
        {
            Correction c = inForce.GetValueOrDefault(id) ?? (corrected.Find(id) is >= 0 and var at
                ? inForce[known[at]]
                : throw new UsageException($"--undo {id}: {log} holds no correction of it that is in force."));
            added.Add(new Correction(When, c.Id, c.Original, c.Original, Reason ?? "undone", By));
        }

        return added;
    }
}
