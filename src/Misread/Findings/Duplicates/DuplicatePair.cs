namespace Misread.Findings;

/// <summary>Two images that are the same picture, or nearly.</summary>
/// <param name="First">Row of the one, the lower number.</param>
/// <param name="Second">Row of the other.</param>
/// <param name="Distance">Relative distance of their pixels: 0 for the same pixels, see <c>docs/audit/duplicates.md</c>.</param>
/// <param name="LabelsDiffer">Whether both bear labels and these differ: at most one of them is right.</param>
/// <param name="CrossesSplits">Whether they are of different splits, a training and a test image say: a leak.</param>
public readonly record struct DuplicatePair(int First, int Second, double Distance, bool LabelsDiffer, bool CrossesSplits);
