using Misread.Data;

namespace Misread.Training;

/// <summary>
/// Something to ask each fold's network beside its probabilities, while there is such a network: a number or more for every
/// row that it has not seen.
/// </summary>
/// <param name="Name">Says what is asked and how, in letters, digits and dashes: kept folds of another examination are refused.</param>
/// <param name="Columns">Numbers a row, C, 1 or more.</param>
/// <param name="Ask">
/// Gives <c>[held, C]</c>, row-major, in the order of <see cref="TrainedFold.HeldRows"/>. It is called by several threads at once, for
/// different folds, and must give the same numbers at any <see cref="TrainedFold.Threads"/>.
/// </param>
public sealed record FoldExamination(string Name, int Columns, Func<TrainedFold, CancellationToken, float[]> Ask);

/// <summary>A network of a cross-validation, and which rows it has seen.</summary>
/// <param name="Data">The whole data set.</param>
/// <param name="Model">The network.</param>
/// <param name="TrainedRows">Rows that gradients were computed on, ascending.</param>
/// <param name="HeldRows">Rows of the fold that was held out, ascending.</param>
/// <param name="Threads">How many threads may be used.</param>
public sealed record TrainedFold(Dataset Data, Classifier Model, IReadOnlyList<int> TrainedRows, IReadOnlyList<int> HeldRows, int Threads);
