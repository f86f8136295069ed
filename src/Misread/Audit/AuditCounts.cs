namespace Misread.Audit;

/// <summary>The three counts of an audit, in the order and the words in which the terminal, the page and the summary give them.</summary>
/// <param name="LikelyErrors">Images whose verdict is label error; <see langword="null"/> where images were not judged one by one.</param>
/// <param name="Issues">Labels that confident learning flags.</param>
/// <param name="Estimated">Labels that the confident joint estimates to be wrong in all.</param>
public sealed record AuditCounts(int? LikelyErrors, int Issues, int Estimated)
{
    /// <summary>Each count there is with its name (one, many) and what it counts: from the surest to the roughest.</summary>
    public IReadOnlyList<AuditCount> All =>
    [
        .. LikelyErrors is { } likely ? [new AuditCount(likely, "likely label error", "likely label errors", "all evidence together says that they are wrong")] : Array.Empty<AuditCount>(),
        new AuditCount(Issues, "label issue", "label issues", "flagged by confident learning, by the probabilities alone"),
        new AuditCount(Estimated, "estimated wrong label", "estimated wrong labels", "by the confident joint, which does not say which"),
    ];
}

/// <summary>One count.</summary>
/// <param name="Count">The number.</param>
/// <param name="One">Its name when it is 1.</param>
/// <param name="Many">Its name otherwise.</param>
/// <param name="Meaning">What it counts.</param>
public sealed record AuditCount(int Count, string One, string Many, string Meaning)
{
    /// <summary>The name that fits the number.</summary>
    public string Name => Count == 1 ? One : Many;
}
