using System.CommandLine;
using System.Globalization;
using Misread.Audit;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Experiments;
using Misread.Report;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What the page of an audit tells, put together from an audit.</summary>
internal static class AuditReports
{
    /// <param name="input">What was audited.</param>
    /// <param name="evidence">What the verdicts are made of, or <see langword="null"/> like these.</param>
    /// <param name="issues">What confident learning flags, the worst first: the findings where there are no verdicts.</param>
    /// <param name="score">What put them in order.</param>
    /// <param name="health">The health by the filter that flagged them.</param>
    /// <param name="verdicts">One for each suspicious image, or <see langword="null"/> when there are too many probabilities for that.</param>
    /// <param name="opinion">How often the networks read what is labelled.</param>
    /// <param name="more">What is told beside the verdicts, if anything.</param>
    /// <param name="parsed">The command line that asked for the audit.</param>
    public static AuditReport From(
        AuditInput input, AuditEvidence? evidence, int[] issues, LabelScore score, LabelHealth health, AuditVerdicts? verdicts, NetworkOpinion opinion, DataFindings? more, ParseResult parsed)
    {
        AuditFinding[] findings = verdicts is null
            ? [.. issues.Select(row => FindingOf(row, input.Rows, score))]
            : [.. verdicts.Verdicts.Select(v => FindingOf(v, input.Rows))];
        string table = verdicts is null ? AuditFolder.IssuesFile : VerdictsCsv.FileName;
        return new AuditReport
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(input.Run?.Info.Dataset.Name ?? parsed.GetValue(AuditVerb.Images) ?? input.Source)),
            ClassNames = input.Rows.ClassNames,
            Kinds = verdicts is null ? [AuditKinds.Issue] : AuditKinds.Verdicts,
            Findings = findings,
            Health = health,
            Opinion = opinion,
            Notes = AuditNotes.Of(opinion, evidence, verdicts),
            Images = findings.Length == 0 && more is null ? null : input.Images?.Invoke(),
            Sections = more is null ? [] : AuditSections.From(more),
            Calibration = verdicts?.Calibration is { } calibration ? CalibrationChange.From(evidence!.Predictions, calibration) : null,
            TrainSeen = evidence is null ? 0 : Enumerable.Range(0, evidence.Count).Count(i => evidence.Predictions.Origin(i) == PredictionOrigin.TrainSeen),
            Run = input.Run?.Info,
            Settings = Settings(input, evidence, health, score, verdicts),
            Next = Next(input, findings, table, parsed),
            AllFindings = table,
            Program = Verb.Program,
            Created = TimeProvider.System.GetUtcNow(),
        };
    }

    private static AuditFinding FindingOf(ImageVerdict v, AuditedRows rows) =>
        new(rows.Number(v.Row), v.Id, v.Given, v.Suggested, v.Probabilities, v.Quality, v.Kind.ToName(), v.Text);

    private static AuditFinding FindingOf(int row, AuditedRows rows, LabelScore score)
    {
        int label = rows.Audit.Label(row);
        int read = rows.Audit.Predicted(row);
        string text = $"given {rows.ClassNames[label]}, read {rows.ClassNames[read]}; {score.ToName()} {rows.Audit.Score(row, score).ToString("F4", CultureInfo.InvariantCulture)}";
        float[] p = [.. rows.Audit.Probabilities(row).Select(v => (float)v)];
        return new AuditFinding(rows.Number(row), rows.Id(row), label, read, p, rows.Audit.Score(row, score), AuditKinds.Issue.Name, text);
    }

    private static List<AuditSetting> Settings(AuditInput input, AuditEvidence? evidence, LabelHealth health, LabelScore score, AuditVerdicts? verdicts)
    {
        LabelAudit audit = input.Rows.Audit;
        List<AuditSetting> settings =
        [
            new("Probabilities", input.Run is null ? input.Source : $"of the run {input.Source}"),
            new("Rows", Text($"{audit.Count:N0} of {audit.ClassCount:N0} classes")),
            new("Flagged by", $"{health.Filter.ToName()}, ranked by {score.ToName()}"),
        ];
        if (audit.ScaledRows > 0)
            settings.Add(new("Put right", Text($"{audit.ScaledRows:N0} rows did not sum to 1 and were divided by their sum")));
        if (verdicts is not null)
            settings.Add(new("Verdicts on", "what is misread, flagged, more likely wrong than right, an outlier, or a duplicate under another label; the worst first by all evidence together"));
        if (evidence is not null)
            settings.Add(new("Evidence", string.Join(", ", EvidenceOf(evidence))));
        return settings;
    }

    private static IEnumerable<string> EvidenceOf(AuditEvidence evidence)
    {
        yield return evidence.BySeed.Count > 1 ? Text($"probabilities of {evidence.BySeed.Count} networks an image") : "probabilities";
        if (evidence.Neighbours is { } neighbours)
            yield return Text($"{neighbours.Asked} nearest neighbours in the networks' features");
        if (evidence.Dynamics is not null)
            yield return "how each image fared in training";
        if (evidence.Duplicates is not null)
            yield return "near-duplicates";
    }

    private static List<AuditCommand> Next(AuditInput input, AuditFinding[] findings, string table, ParseResult parsed)
    {
        if (findings.Length == 0)
            return [];
        AuditFinding worst = findings[0];
        string first = worst.Id.Length > 0 ? TrainingArguments.Quoted(worst.Id) : Text($"{worst.Number}");
        var next = new List<AuditCommand> { new($"{Again(input, parsed)} --why {first}", "Ask why an image is suspicious, here the first") };
        string? source = input.Run?.Info.Dataset.Source ?? parsed.GetValue(AuditVerb.Images);
        if (source is not null && worst.Id.Length > 0)
        {
            string file = TrainingArguments.Quoted(Path.Combine(parsed.GetValue(CommonOptions.Out)!, table));
            next.Add(new(
                $"misread fix {TrainingArguments.Quoted(source)} --accept {file} --accept-ids {first} --out fixed",
                "Correct the labels that you agree on, by their ids; each correction is recorded and can be undone"));
        }

        return next;
    }

    /// <summary>The audit alone, without what it was to write, and of the run that it made rather than with the training.</summary>
    private static string Again(AuditInput input, ParseResult parsed)
    {
        if (input.Run is not null)
            return $"misread audit {TrainingArguments.Quoted(input.Source)}{(parsed.GetValue(AuditVerb.Unseen) ? " --unseen" : "")}";
        IEnumerable<string> files = new[] { AuditVerb.Predictions, AuditVerb.Labels, AuditVerb.Images }
            .Where(o => parsed.GetValue(o) is not null)
            .Select(o => $"{o.Name} {TrainingArguments.Quoted(parsed.GetValue(o)!)}");
        return $"misread audit {string.Join(' ', files)}{(parsed.GetValue(AuditVerb.Softmax) ? " --softmax" : "")}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
