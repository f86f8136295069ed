using System.CommandLine;
using System.Globalization;
using Misread.Audit.ConfidentLearning;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Evaluation;
using Misread.Report;

namespace Misread.Cli.Jobs;

/// <summary>What the page of an audit tells, put together from an audit.</summary>
internal static class AuditReports
{
    /// <summary>Above so many probabilities there is no calibration: it would take longer than the audit.</summary>
    private const long MostCalibrated = 20_000_000;

    private const string AllFindings = "issues.csv";

    private static readonly AuditKind Issue = new(
        "label_issue",
        "Label issues",
        "Confident learning flags them: the model is surer of another class than it usually is when that class is right. Look at each before you correct it.");

    /// <summary>The page of an audit by confident learning alone.</summary>
    /// <param name="input">What was audited.</param>
    /// <param name="issues">Audited rows, the worst first.</param>
    /// <param name="score">What put them in order.</param>
    /// <param name="health">The health by the filter that flagged them.</param>
    /// <param name="parsed">The command line that asked for the audit.</param>
    public static AuditReport From(AuditInput input, int[] issues, LabelScore score, LabelHealth health, ParseResult parsed)
    {
        AuditedRows rows = input.Rows;
        Dataset? images = issues.Length == 0 ? null : input.Images?.Invoke();
        Predictions? given = Given(input);
        TemperatureResult? calibration = given is null || !CanBeCalibrated(given) ? null : TemperatureScaling.CrossFit(given);
        HashSet<int>[] flagged = [.. Enum.GetValues<LabelFilter>().Select(f => rows.Audit.Issues(f).ToHashSet())];
        return new AuditReport
        {
            Name = input.Run?.Info.Dataset.Name ?? Path.GetFileName(input.Source),
            ClassNames = rows.ClassNames,
            Kinds = [Issue],
            Findings = [.. issues.Select(Finding)],
            Health = health,
            Images = images,
            Calibration = calibration is null ? null : CalibrationChange.From(given!, calibration),
            TrainSeen = given is null ? 0 : Enumerable.Range(0, given.Count).Count(i => given.Origin(i) == PredictionOrigin.TrainSeen),
            Run = input.Run?.Info,
            Settings = Settings(input, health, score),
            Next = Next(input, issues, parsed),
            AllFindings = AllFindings,
            Program = Verb.Program,
            Created = TimeProvider.System.GetUtcNow(),
        };

        AuditFinding Finding(int row)
        {
            float[] p = calibration is null ? [.. rows.Audit.Probabilities(row).Select(v => (float)v)] : calibration.Calibrated.Probabilities(row).ToArray();
            int label = rows.Audit.Label(row);
            int read = rows.Audit.Predicted(row);
            string text = $"given {rows.ClassNames[label]}, read as {rows.ClassNames[read]}; flagged by {flagged.Count(f => f.Contains(row))} of {flagged.Length} filters";
            return new AuditFinding(rows.Number(row), rows.Id(row), label, read, p, rows.Audit.Score(row, score), Issue.Name, text);
        }
    }

    /// <summary>The audited rows as predictions, or <see langword="null"/> where they are too many to be taken into memory again.</summary>
    private static Predictions? Given(AuditInput input)
    {
        AuditedRows rows = input.Rows;
        if (input.Run is { } run)
        {
            Predictions all = run.ReadPredictions();
            return all.Count == rows.Audit.Count ? all : all.Subset([.. Enumerable.Range(0, rows.Audit.Count).Select(rows.Number)]);
        }

        int count = rows.Audit.Count;
        if ((long)count * rows.Audit.ClassCount > MostCalibrated)
            return null;
        float[] probabilities = new float[count * rows.Audit.ClassCount];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = rows.Audit.Label(i);
            double[] p = rows.Audit.Probabilities(i);
            for (int k = 0; k < p.Length; k++)
                probabilities[(i * p.Length) + k] = (float)p[k];
        }

        var origins = new PredictionOrigin[count];
        Array.Fill(origins, PredictionOrigin.HeldOut);
        return new Predictions([.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))], labels, probabilities, origins, rows.ClassNames);
    }

    private static bool CanBeCalibrated(Predictions given) => given.Count >= 10 && (long)given.Count * given.ClassCount <= MostCalibrated;

    private static AuditSetting[] Settings(AuditInput input, LabelHealth health, LabelScore score)
    {
        AuditedRows rows = input.Rows;
        List<AuditSetting> settings =
        [
            new("Probabilities", input.Run is null ? input.Source : $"of the run {input.Source}"),
            new("Rows", string.Create(CultureInfo.InvariantCulture, $"{rows.Audit.Count:N0} of {rows.Audit.ClassCount:N0} classes")),
            new("Filter", health.Filter.ToName()),
            new("Ranked by", score.ToName()),
        ];
        if (rows.Audit.ScaledRows > 0)
            settings.Add(new("Put right", string.Create(CultureInfo.InvariantCulture, $"{rows.Audit.ScaledRows:N0} rows did not sum to 1 and were divided by their sum")));
        return [.. settings];
    }

    private static AuditCommand[] Next(AuditInput input, int[] issues, ParseResult parsed)
    {
        if (issues.Length == 0)
            return [];
        string id = input.Rows.Id(issues[0]);
        string first = id.Length > 0 ? TrainingArguments.Quoted(id) : $"{input.Rows.Number(issues[0])}";
        var next = new List<AuditCommand> { new($"{Again(parsed)} --why {first}", "Ask why the first is an issue") };
        string? source = input.Run?.Info.Dataset.Source ?? parsed.GetValue(AuditVerb.Images);
        if (source is not null)
        {
            string file = TrainingArguments.Quoted(Path.Combine(parsed.GetValue(CommonOptions.Out)!, AllFindings));
            next.Add(new(
                $"misread fix {TrainingArguments.Quoted(source)} --accept {file} --accept-ids {first} --out fixed",
                "Correct the labels that you agree on; each correction is recorded and can be undone"));
        }

        return [.. next];
    }

    /// <summary>The command line without what it was to write.</summary>
    private static string Again(ParseResult parsed)
    {
        var words = new List<string> { "misread" };
        bool skip = false;
        foreach (string word in parsed.Tokens.Select(t => t.Value))
        {
            if (!skip && word is not ("--out" or "--why" or "--force"))
                words.Add(TrainingArguments.Quoted(word));
            skip = word is "--out" or "--why";
        }

        return string.Join(' ', words);
    }
}
