using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using CsvHelper;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.Evaluation;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;
using Misread.Training;

namespace Misread.Cli.Verbs;

/// <summary><c>misread predict</c>: what a trained model reads in images of one's own.</summary>
internal sealed class PredictVerb : Verb
{
    private const int Listed = 40;

    private static readonly string[] Columns = ["file", "row", "predicted", "confidence", "runner_up", "runner_up_confidence"];

    private static readonly Argument<string[]> Files = new("files")
    {
        HelpName = "[RUN|MODEL] FILE",
        Description = "Images (PNG, JPEG, WebP, GIF, BMP), folders of them, or CSV files with a row of pixels an image. A run's folder or a .safetensors file before them names the model (default: the newest run below runs/).",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Raw = new("--raw")
    {
        Description = "Take pixels as they are: light ink on dark, of the model's size. Without it, drawings, photos and scans become what the model was trained on: inverted, cropped, scaled and centred where they need it. Rows of a CSV file never are.",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        HelpName = "FILE.csv",
        Description = "Write a row for every image, with all class probabilities.",
    };

    private static readonly Option<string?> HandIn = new("--hand-in")
    {
        HelpName = "ID,LABEL",
        Description = "Write --out as two columns of these names, the number of the image from 1 and its class: what competitions ask for.",
    };

    public PredictVerb()
        : base("predict", "Reads images of your own: the class, how sure the model is, and the runner-up.")
    {
        Define(Work, Files, Raw, CommonOptions.Invert, CommonOptions.Transpose, CommonOptions.MaxValue, Out, HandIn, CommonOptions.Force, CommonOptions.Threads);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread predict photo.png", "with the newest run's model; a photo, scan or drawing of one digit"),
        new("misread predict runs/mnist-cnn-small scans/ --out read.csv", "every image of a folder; one row each"),
        new("misread predict model.safetensors test.csv --out read.csv", "Kaggle's CSV without labels"),
        new("misread predict test.csv --out submission.csv --hand-in ImageId,Label", "number and class alone, to hand in"),
        new("misread predict photo.png --json", "one JSON object with all class probabilities"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        string[] given = parsed.GetValue(Files)!;
        string? named = PredictInputs.IsModel(given[0]) ? given[0] : null;
        string[] files = named is null ? given : given[1..];
        if (files.Length == 0)
            throw new UsageException($"{named} is the model; name the images to read behind it.");
        string? destination = parsed.GetValue(Out);
        TrainedModelArgument model = TrainedModelArgument.Open(named);
        if (destination is "")
            throw new UsageException("--out: expected a file.");
        string[]? columns = parsed.GetValue(HandIn)?.Split(',');
        if (columns is not null && (columns.Length != 2 || destination is null))
            throw new UsageException("--hand-in goes with --out and takes two names of columns with a comma between them: ImageId,Label.");
        if (destination is not null)
            OutputFile.Check(destination, parsed.GetValue(CommonOptions.Force), string.Join(',', columns ?? Columns), [model.Path, .. files]);
        bool raw = parsed.GetValue(Raw);
        if (DatasetRemedies.AreGiven(parsed) && !raw && !files.All(PredictInputs.IsCsv))
            throw new UsageException("--invert, --transpose and --max-value are for pixels that are taken as they are, with --raw or from a CSV file; drawings and photos are inverted where they need it.");
        var inputs = new PredictInputs(model.Model.Frame, raw, data => DatasetRemedies.Apply(data, parsed));
        IReadOnlyList<PredictBatch> batches = inputs.Read(files, cancel);
        int threads = parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount;
        PredictItem[] items = [.. batches.SelectMany(b => Predict(model.Model, b, threads, cancel))];
        // Rows are numbered by the images given: one that could not be read would shift all behind it.
        if (columns is not null && inputs.Failures.Count > 0)
            throw new DataFormatException($"{inputs.Failures[0].Message.TrimEnd('.')}; --hand-in numbers the images, so all must be readable ({Count.Of(inputs.Failures.Count, "failure")}).");
        if (columns is not null)
            WriteHandIn(destination!, items, columns);
        else if (destination is not null)
            WriteCsv(destination, items, model.Model.ClassNames);
        if (output.Json)
            Output.Object(new PredictSummary(model.Path, model.Model.ClassNames, items.Length, destination, items, inputs.Failures), PredictJson.Default.PredictSummary);
        else
            List(items, model, destination, output);
        foreach (PredictFailure failure in inputs.Failures)
            Output.Notice(failure.Message);
        if (inputs.Skipped.Count > 0)
            Output.Notice($"{inputs.Skipped.Count} {(inputs.Skipped.Count == 1 ? "file that is no image was" : "files that are no images were")} left out: {string.Join(", ", inputs.Skipped.Take(3))}{(inputs.Skipped.Count > 3 ? " …" : "")}");
        TellContent(batches, model.Model.Frame);
        return inputs.Failures.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // Prepared images are checked one by one; rows and raw pixels are not.
    private static void TellContent(IReadOnlyList<PredictBatch> batches, ImageFrame frame)
    {
        foreach (PredictBatch batch in batches)
        {
            if (!batch.AsTheyAre)
                continue;
            IReadOnlyList<ContentFinding> found = [.. ContentCheck.Pixels(batch.Images), .. ModelFit.Ground(frame, batch.Images)];
            DatasetRemedies.Tell(found, batch.Origins[0].Row is null ? "the images" : batch.Origins[0].File, itself: true);
        }
    }

    private static IEnumerable<PredictItem> Predict(Classifier model, PredictBatch batch, int threads, CancellationToken cancel)
    {
        float[] probabilities = model.PredictProbabilities(batch.Images, threads, cancel);
        int classes = model.ClassNames.Count;
        for (int i = 0; i < batch.Origins.Count; i++)
        {
            float[] row = probabilities[(i * classes)..((i + 1) * classes)];
            // Stable, so that the lowest class wins ties.
            int[] order = [.. Enumerable.Range(0, classes).OrderByDescending(k => row[k])];
            int? second = classes > 1 ? order[1] : null;
            yield return new PredictItem(
                batch.Origins[i].File,
                batch.Origins[i].Row,
                model.ClassNames[order[0]],
                row[order[0]],
                second is int k ? model.ClassNames[k] : null,
                second is int l ? row[l] : null,
                row);
        }
    }

    private static void List(PredictItem[] items, TrainedModelArgument model, string? destination, Output output)
    {
        PredictItem[] listed = [.. items.Take(Listed)];
        int names = listed.Length == 0 ? 0 : listed.Max(i => i.Name.Length);
        int classes = model.Model.ClassNames.Max(c => c.Length);
        foreach (PredictItem item in listed)
        {
            string runnerUp = item.RunnerUp is null
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"   then {item.RunnerUp.PadRight(classes)} {100 * item.RunnerUpConfidence,6:F2} %");
            output.Line(string.Create(
                CultureInfo.InvariantCulture, $"{item.Name.PadRight(names)}   {item.Predicted.PadRight(classes)} {100 * item.Confidence,6:F2} %{runnerUp}"));
        }

        if (listed.Length < items.Length)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"… and {items.Length - listed.Length:N0} more{(destination is null ? "; --out FILE.csv writes all" : "")}"));
        if (destination is not null)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"written to {destination}: {Count.Of(items.Length, "row")}"));
        if (items.Length > 0)
            output.Next(model.Folder is null
                ? "misread run"
                : $"misread errors {TrainingArguments.Quoted(model.Path)} --select ambiguous");
    }

    /// <summary>The table that competitions ask for: the number of the image, from 1, and its class.</summary>
    private static void WriteHandIn(string path, PredictItem[] items, string[] columns) => AtomicFile.Write(path, stream =>
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (string column in columns)
            csv.WriteField(column);
        csv.EndRecord();
        for (int i = 0; i < items.Length; i++)
        {
            csv.WriteField(i + 1);
            csv.WriteField(items[i].Predicted);
            csv.EndRecord();
        }
    });

    private static void WriteCsv(string path, PredictItem[] items, IReadOnlyList<string> classNames) => AtomicFile.Write(path, stream =>
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (string column in (string[])[.. Columns, .. classNames.Select(c => $"p({c})")])
            csv.WriteField(CsvCell.Neutral(column));
        csv.EndRecord();
        foreach (PredictItem item in items)
        {
            csv.WriteField(CsvCell.Neutral(item.File));
            csv.WriteField(item.Row?.ToString(CultureInfo.InvariantCulture) ?? "");
            csv.WriteField(CsvCell.Neutral(item.Predicted));
            csv.WriteField(item.Confidence);
            csv.WriteField(CsvCell.Neutral(item.RunnerUp ?? ""));
            csv.WriteField(item.RunnerUpConfidence?.ToString(CultureInfo.InvariantCulture) ?? "");
            foreach (float p in item.Probabilities)
                csv.WriteField(p);
            csv.EndRecord();
        }
    });
}

/// <summary>What <c>predict --json</c> prints.</summary>
internal sealed record PredictSummary(
    string Model, IReadOnlyList<string> ClassNames, int Count, string? Out, IReadOnlyList<PredictItem> Predictions, IReadOnlyList<PredictFailure> Failures);

/// <summary>One image of it.</summary>
internal sealed record PredictItem(
    string File, int? Row, string Predicted, float Confidence, string? RunnerUp, float? RunnerUpConfidence, IReadOnlyList<float> Probabilities)
{
    /// <summary>How a list names it.</summary>
    [JsonIgnore]
    public string Name => Row is int row ? $"{File} row {row}" : File;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictSummary))]
internal sealed partial class PredictJson : JsonSerializerContext;
