namespace Misread.Evaluation;

/// <summary>How well one class is read.</summary>
/// <param name="Name">The name of the class.</param>
/// <param name="Precision">Of the images predicted as this class, the share that bears its label, 0 … 1; 0 when none is.</param>
/// <param name="Recall">Of the images with this label, the share predicted so, 0 … 1; 0 when there are none.</param>
/// <param name="F1Score">The harmonic mean of precision and recall, 0 … 1; 0 when both are 0.</param>
/// <param name="Support">The number of images with this label.</param>
public sealed record ClassScores(string Name, double Precision, double Recall, double F1Score, int Support);

/// <summary>An average of <see cref="ClassScores"/> over the classes.</summary>
/// <param name="Precision">Averaged precision, 0 … 1.</param>
/// <param name="Recall">Averaged recall, 0 … 1.</param>
/// <param name="F1Score">Averaged F1 (not the F1 of the averages), 0 … 1.</param>
/// <param name="Support">The number of labelled images.</param>
public sealed record AverageScores(double Precision, double Recall, double F1Score, int Support);
