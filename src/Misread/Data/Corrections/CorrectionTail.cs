namespace Misread.Data;

/// <summary>Lines of a record of corrections from some place to its end.</summary>
/// <param name="Corrections">The lines, the oldest first.</param>
/// <param name="Position">Where they end: what <see cref="CorrectionLog.ReadSince"/> takes to read those that are added later.</param>
/// <param name="Torn">
/// The beginning of a line that a process which was killed, or a power failure, left behind the last whole one, or
/// <see langword="null"/>. It was never reported as recorded; the next append puts it aside.
/// </param>
public sealed record CorrectionTail(IReadOnlyList<Correction> Corrections, long Position, string? Torn);
