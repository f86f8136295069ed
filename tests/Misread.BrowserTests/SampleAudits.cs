using Misread.Audit;
using Misread.Evaluation;
using Misread.Report;
using Misread.Runs;

namespace Misread.BrowserTests;

/// <summary>Audits of the made-up runs, and their pages as files: every other finding is a label error, the others ambiguous.</summary>
public sealed class SampleAudits : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("misread-browser-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Writes a page and returns its path.</summary>
    public string Page(AuditReport report)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.html");
        AuditPage.Write(path, report);
        return path;
    }

    public static AuditReport Make(string[] classNames, int images = 400, double errorRate = 0.2, bool withImages = true, string name = "sample")
    {
        Run run = SampleRuns.Make(classNames, images, errorRate, name: name);
        var audit = AuditedRows.From(run.Predictions);
        TemperatureResult calibration = TemperatureScaling.CrossFit(run.Predictions);
        return new AuditReport
        {
            Name = name,
            ClassNames = classNames,
            Kinds = [new("label_error", "Likely label errors", "Look at each."), new("ambiguous", "Ambiguous", "People might doubt, too."), new("outlier", "Outliers", "None here.")],
            Findings =
            [
                .. run.Fingerprint.OrderByDescending(e => e.Confidence).Select((e, i) => new AuditFinding(
                    e.Row, e.Id, e.Label, e.Predicted, calibration.Calibrated.Probabilities(e.Row).ToArray(), 1 - e.Confidence, i % 2 == 0 ? "label_error" : "ambiguous",
                    $"given {classNames[e.Label]}, read {classNames[e.Predicted]} by 2 of 2 networks")),
            ],
            Health = audit.Audit.Health(LabelFilter.Both),
            Images = withImages ? run.Data : null,
            Calibration = CalibrationChange.From(run.Predictions, calibration),
            Run = SampleRuns.Info(run),
            Settings = [new("Flagged by", "both"), new("Probabilities", name)],
            Next = [new($"misread fix '{name}'", "Correct the labels")],
            AllFindings = "verdicts.csv",
            Program = "misread 0.0.0",
            Created = DateTimeOffset.UnixEpoch,
        };
    }
}
