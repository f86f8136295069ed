using Misread.Audit;
using Misread.Data;
using Misread.Evaluation;
using Misread.Runs;

namespace Misread.Report;

/// <summary>All that the page of an audit tells.</summary>
/// <remarks>Immutable by agreement.</remarks>
public sealed record AuditReport
{
    /// <summary>What was audited, in short: the name of the data set or of the file of probabilities.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the classes, in the order of their numbers.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The kinds that findings are of. The page leads with those of the first, which are the likely label errors.</summary>
    public required IReadOnlyList<AuditKind> Kinds { get; init; }

    /// <summary>Every suspicious image, the worst first.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>The health of the labels in all, by class and by pair of classes.</summary>
    public required LabelHealth Health { get; init; }

    /// <summary>How often the networks read what is labelled; <see langword="null"/> leaves it out.</summary>
    public NetworkOpinion? Opinion { get; init; }

    /// <summary>What is to be known before the findings, as sentences: <see cref="AuditNotes"/>.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The images, found by <see cref="AuditFinding.Number"/>; <see langword="null"/> when they are not at hand.</summary>
    public Dataset? Images { get; init; }

    /// <summary>What temperature scaling made of the probabilities; <see langword="null"/> when they are shown as they came.</summary>
    public CalibrationChange? Calibration { get; init; }

    /// <summary>How many of the audited rows were trained on, which hides wrong labels.</summary>
    public int TrainSeen { get; init; }

    /// <summary>The run that the probabilities are of; <see langword="null"/> for those of another program.</summary>
    public RunInfo? Run { get; init; }

    /// <summary>The settings of the audit, in the order to be shown.</summary>
    public required IReadOnlyList<AuditSetting> Settings { get; init; }

    /// <summary>What else was found: groups, causes, leaks, what may be left; in the order to be shown.</summary>
    public IReadOnlyList<AuditSection> Sections { get; init; } = [];

    /// <summary>What to do next, in the order to be done.</summary>
    public required IReadOnlyList<AuditCommand> Next { get; init; }

    /// <summary>The file beside the page that holds every finding.</summary>
    public required string AllFindings { get; init; }

    /// <summary>What wrote it, <c>misread 0.1.0</c>.</summary>
    public required string Program { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset Created { get; init; }
}

/// <summary>One suspicious image.</summary>
/// <param name="Number">Its number where it comes from: the row of the file or of the data set.</param>
/// <param name="Id">Its id, or an empty string.</param>
/// <param name="Given">Its label, 0 … K − 1.</param>
/// <param name="Suggested">The label that it should perhaps bear.</param>
/// <param name="Probabilities"><c>[K]</c>, calibrated if the report says so.</param>
/// <param name="Quality">How well the label fits, 0 (suspicious) … 1 (clean).</param>
/// <param name="Kind">Name of its kind (<see cref="AuditKind.Name"/>).</param>
/// <param name="Text">The evidence in words.</param>
public sealed record AuditFinding(
    int Number, string Id, int Given, int Suggested, IReadOnlyList<float> Probabilities, double Quality, string Kind, string Text);

/// <summary>A kind of finding.</summary>
/// <param name="Name">As in files: <c>label_error</c>.</param>
/// <param name="Words">As a heading: <c>Label errors</c>.</param>
/// <param name="Meaning">A sentence on what it means and what to do about it.</param>
public sealed record AuditKind(string Name, string Words, string Meaning);

/// <summary>A finding that is no single image: what it says, and pictures of it.</summary>
/// <param name="Id">Anchor on the page, one word.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Sentences">What it says, a paragraph each.</param>
/// <param name="Pictures">Pictures, row by row.</param>
/// <param name="File">The file beside the page that holds all of it.</param>
public sealed record AuditSection(
    string Id, string Title, IReadOnlyList<string> Sentences, IReadOnlyList<AuditPictures> Pictures, string File);

/// <summary>A row of pictures.</summary>
/// <param name="Caption">What they have in common.</param>
/// <param name="Numbers">Their numbers among the report's images.</param>
public sealed record AuditPictures(string Caption, IReadOnlyList<int> Numbers);

/// <summary>A setting and its value.</summary>
public sealed record AuditSetting(string Name, string Value);

/// <summary>A command and what it does.</summary>
public sealed record AuditCommand(string Command, string Purpose);

/// <summary>Probabilities before and after calibration.</summary>
/// <param name="Temperature">The temperature of all rows: above 1 the model was too sure of itself.</param>
/// <param name="ErrorBefore">Expected calibration error, 0 … 1, as given.</param>
/// <param name="ErrorAfter">The same once calibrated.</param>
/// <param name="LogLossBefore">Mean −ln p(label) as given, in nats.</param>
/// <param name="LogLossAfter">The same once calibrated.</param>
/// <param name="Before">The reliability diagram as given.</param>
/// <param name="After">The same once calibrated.</param>
public sealed record CalibrationChange(
    double Temperature,
    double ErrorBefore,
    double ErrorAfter,
    double LogLossBefore,
    double LogLossAfter,
    IReadOnlyList<ReliabilityBin> Before,
    IReadOnlyList<ReliabilityBin> After)
{
    /// <summary>Compares what temperature scaling was given and made.</summary>
    public static CalibrationChange From(Predictions given, TemperatureResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new CalibrationChange(
            result.Temperature,
            result.ErrorBefore,
            result.ErrorAfter,
            result.LogLossBefore,
            result.LogLossAfter,
            Evaluation.Calibration.Reliability(given),
            Evaluation.Calibration.Reliability(result.Calibrated));
    }
}
