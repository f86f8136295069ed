namespace Misread.Training;

/// <summary>How rows are predicted out-of-fold.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>Settings of each training. <see cref="TrainingRecipe.Seed"/> is the first seed; its checkpoint settings are not looked at.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Number of folds, K, 2 or more: each network is trained on K − 1 of them.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Number of seeds, S, 1 or more: S networks see nothing of each row. Seed s deals its own folds and begins at its own weights.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>
    /// Threads in all, 1 or more. With two folds or more at hand each gets a thread of its own, which wastes none on waiting;
    /// the result does not depend on it.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where each fold is kept when it is done, so that a stopped job goes on fold by fold; <see langword="null"/> for nowhere.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>What else each fold's network is asked; <see langword="null"/> for nothing.</summary>
    public FoldExamination? Examination { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    public void Validate()
    {
        Training.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(Seeds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}

/// <summary>How far a cross-validation has come.</summary>
/// <param name="Seed">Number of the seed, from 0.</param>
/// <param name="Fold">Number of the fold, from 0.</param>
/// <param name="Done">Networks trained or found in the checkpoint so far.</param>
/// <param name="Total">Networks in all, K · S.</param>
/// <param name="Training">How the training of this fold goes, or <see langword="null"/> when the fold is done.</param>
public sealed record CrossValidationProgress(int Seed, int Fold, int Done, int Total, TrainingProgress? Training);
