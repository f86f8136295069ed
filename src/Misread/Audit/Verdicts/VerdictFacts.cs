namespace Misread.Audit;

/// <summary>The evidence on one image, as the rules of the verdict ask for it.</summary>
/// <param name="Given">The label.</param>
/// <param name="IsKnown">Whether the networks can know the given class: <see cref="AuditVerdicts.Unknown"/> does not hold it.</param>
/// <param name="RunnerUp">The most probable class but the given one.</param>
/// <param name="Probabilities"><c>[K]</c> calibrated probabilities.</param>
/// <param name="Read">The class that the mean of the networks reads.</param>
/// <param name="Networks">How many networks were asked, 1 or more.</param>
/// <param name="Misread">How many of them read another class than the label.</param>
/// <param name="Instead">The class that most of those read, the lowest number among equals; −1 when there are none.</param>
/// <param name="Agreeing">How many read that.</param>
/// <param name="Neighbours">How many neighbours were asked; 0 when there are none.</param>
/// <param name="GivenVotes">How many of them bear the given label.</param>
/// <param name="OtherVotes">How many bear the most frequent other label.</param>
/// <param name="Other">That label, the lowest number among equals.</param>
/// <param name="Quality">By all evidence together, 0 (dirty) … 1 (clean).</param>
/// <param name="Flagged">
/// Where probabilities are all that is known: whether confident learning flags it; <see langword="null"/> where more is known, or it was not asked.
/// </param>
/// <param name="Remoteness">The outlier score, or 0 when it is not known.</param>
/// <param name="IsRemote">Whether that is far beyond what is usual in the data set.</param>
/// <param name="NeverLearned">Whether no network that was trained on the image ever read it as labelled.</param>
/// <param name="Twin">The nearest image that is all but the same under another label, or <see langword="null"/>.</param>
internal readonly record struct VerdictFacts(
    int Given,
    bool IsKnown,
    int RunnerUp,
    IReadOnlyList<float> Probabilities,
    int Read,
    int Networks,
    int Misread,
    int Instead,
    int Agreeing,
    int Neighbours,
    int GivenVotes,
    int OtherVotes,
    int Other,
    double Quality,
    bool? Flagged,
    double Remoteness,
    bool IsRemote,
    bool NeverLearned,
    Twin? Twin);

/// <summary>An image that is all but the same under another label.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">Its label.</param>
/// <param name="IsExact">Whether every pixel is the same.</param>
internal sealed record Twin(string Id, int Label, bool IsExact);
