namespace Misread.Training;

/// <summary>How one training image fared, with one network, or on average over several (<see cref="Mean"/>).</summary>
/// <param name="Confidence">Data map: the mean of p(label) over the epochs, 0 … 1; low is hard or mislabelled (Swayamdipta et al. 2020, "Dataset cartography", section 2).</param>
/// <param name="Variability">Data map: the standard deviation of p(label) over the epochs, 0 … 0.5; high is ambiguous.</param>
/// <param name="Correctness">Data map: the share of epochs in which it was read as labelled, 0 … 1.</param>
/// <param name="AreaUnderMargin">AUM: the mean of z(label) − max z(other), logits; negative is suspicious (Pleiss et al. 2020, "Identifying mislabeled data using the area under the margin ranking", equation 2).</param>
/// <param name="ForgettingEvents">How often it was read as labelled in one epoch and otherwise in the next (Toneva et al. 2019, "An empirical study of example forgetting", section 3); a whole number for one network.</param>
/// <param name="WasLearned">Whether it was ever (by any network) read as labelled; one that was not counts there as forgotten without end.</param>
/// <param name="ErrorNorm">EL2N: the mean of ‖p − one-hot(label)‖₂ over the first epochs, 0 … √2; high is hard (Paul et al. 2021, "Deep learning on a data diet", definition 2.4).</param>
public readonly record struct DynamicsScores(
    double Confidence, double Variability, double Correctness, double AreaUnderMargin, double ForgettingEvents, bool WasLearned, double ErrorNorm)
{
    /// <summary>Numbers of a row of scores.</summary>
    internal const int Columns = 7;

    /// <summary>
    /// What several networks that were trained on the same image say together: the mean of every score; learned when any
    /// of them learned it.
    /// </summary>
    /// <param name="scores">One or more.</param>
    public static DynamicsScores Mean(ReadOnlySpan<DynamicsScores> scores)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scores.Length, nameof(scores));
        var sum = default(DynamicsScores);
        foreach (DynamicsScores s in scores)
        {
            sum = new DynamicsScores(
                sum.Confidence + s.Confidence,
                sum.Variability + s.Variability,
                sum.Correctness + s.Correctness,
                sum.AreaUnderMargin + s.AreaUnderMargin,
                sum.ForgettingEvents + s.ForgettingEvents,
                sum.WasLearned | s.WasLearned,
                sum.ErrorNorm + s.ErrorNorm);
        }

        int n = scores.Length;
        return new DynamicsScores(
            sum.Confidence / n, sum.Variability / n, sum.Correctness / n, sum.AreaUnderMargin / n, sum.ForgettingEvents / n, sum.WasLearned, sum.ErrorNorm / n);
    }

    /// <summary>Scores as a row of numbers; NaN for none.</summary>
    internal static void Write(DynamicsScores? scores, Span<float> row)
    {
        row.Fill(float.NaN);
        if (scores is not { } s)
            return;
        row[0] = (float)s.Confidence;
        row[1] = (float)s.Variability;
        row[2] = (float)s.Correctness;
        row[3] = (float)s.AreaUnderMargin;
        row[4] = (float)s.ForgettingEvents;
        row[5] = s.WasLearned ? 1 : 0;
        row[6] = (float)s.ErrorNorm;
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    internal static DynamicsScores? Read(ReadOnlySpan<float> row) => float.IsNaN(row[0])
        ? null
        : new DynamicsScores(row[0], row[1], row[2], row[3], row[4], row[5] > 0, row[6]);
}
