namespace Misread.Audit;

/// <summary>What one filter makes of a row, and why.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Flagged">Whether it flags the row.</param>
/// <param name="Reason">One sentence with the numbers that decide it; classes by number.</param>
public sealed record FilterReason(LabelFilter Filter, bool Flagged, string Reason);

/// <summary>Why a row is or is not a label issue.</summary>
/// <param name="Row">The row.</param>
/// <param name="Given">Its label.</param>
/// <param name="Predicted">Its most probable class.</param>
/// <param name="Confident">The class that it counts for in the confident joint, or −1 for none.</param>
/// <param name="Summary">Two sentences: what was given and read, and what the confident joint makes of it.</param>
/// <param name="Filters">Every filter, in the order of <see cref="LabelFilter"/>.</param>
public sealed record LabelIssueReasons(int Row, int Given, int Predicted, int Confident, string Summary, IReadOnlyList<FilterReason> Filters);
