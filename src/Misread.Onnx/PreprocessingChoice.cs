using System.Globalization;

namespace Misread.Onnx;

/// <summary>Which way of preparing images a model was made for, as labelled images tell.</summary>
/// <param name="Images">Number of labelled images.</param>
/// <param name="Best">The way with the least log loss.</param>
/// <param name="Given">The way that was given, or <see langword="null"/>.</param>
/// <param name="Trials">Everything that was tried on all these images, the best first.</param>
public sealed record PreprocessingChoice(int Images, PreprocessingTrial Best, PreprocessingTrial? Given, IReadOnlyList<PreprocessingTrial> Trials)
{
    /// <summary>A given way is called much worse from this difference in log loss on, in nats, when it is three standard errors too.</summary>
    public const double MuchWorse = 0.1;

    private const double StandardErrors = 3;

    /// <summary>The best way that makes other values of the pixels, not merely other sizes.</summary>
    public PreprocessingTrial? Next => Trials.FirstOrDefault(t => !t.Rule.HasValuesOf(Best.Rule));

    /// <summary>Whether the given way reads the images much worse than the best one.</summary>
    public bool GivenIsMuchWorse => Given is { } given && given.Behind(Best) is var (difference, error) && difference > MuchWorse && difference > StandardErrors * error;

    /// <summary>What was chosen and by how much it won; or that the given one is much worse than another.</summary>
    public string Summary => Given is { } given ? OfGiven(given) : Next is { } next
        ? string.Create(CultureInfo.InvariantCulture, $"preprocessing worked out on {Images} labelled images: {Best.Rule}: log loss {Best.LogLoss:F3}, accuracy {100 * Best.Accuracy:F1} %; next best {next.Rule}: {next.LogLoss:F3}, {100 * next.Accuracy:F1} % ({Margin(next)})")
        : string.Create(CultureInfo.InvariantCulture, $"preprocessing: {Best.Rule}, the only one that fits; log loss {Best.LogLoss:F3} on {Images} labelled images");

    private string OfGiven(PreprocessingTrial given) => GivenIsMuchWorse
        ? string.Create(CultureInfo.InvariantCulture, $"the given preprocessing ({given.Rule}) reads {Images} labelled images at log loss {given.LogLoss:F3}, accuracy {100 * given.Accuracy:F1} %; {Best.Rule} at {Best.LogLoss:F3}, {100 * Best.Accuracy:F1} %: the model was probably trained with that")
        : string.Create(CultureInfo.InvariantCulture, $"preprocessing as given ({given.Rule}): log loss {given.LogLoss:F3}, accuracy {100 * given.Accuracy:F1} % on {Images} labelled images, none of the usual ones much better");

    private string Margin(PreprocessingTrial next)
    {
        (double difference, double error) = next.Behind(Best);
        return string.Create(CultureInfo.InvariantCulture, $"won by {difference:F3} ± {error:F3}{(difference > StandardErrors * error ? "" : ", which is not much: give it if you know it")}");
    }
}
