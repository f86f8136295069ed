using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.IO;
using Misread.Onnx.Export;

namespace Misread.Cli.Verbs;

/// <summary><c>misread export</c>: a trained model for other programs.</summary>
internal sealed class ExportVerb : Verb
{
    private const int Checked = 1000;

    private static readonly Argument<string?> Model = new("model")
    {
        HelpName = "RUN|MODEL",
        Description = "Folder of a run, or a .safetensors file (default: the newest run below runs/).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> To = Ranged.OneOf(
        "--to", "File format; onnx runs anywhere, safetensors holds the weights by name", "FORMAT", ["onnx", "safetensors"], "onnx");

    private static readonly Option<string?> Data = new("--dataset")
    {
        HelpName = "NAME|PATH",
        Description = "Images on which the exported model is compared with ours (default: those of the run; none for a bare file).",
    };

    private static readonly Option<string?> File = new("--out")
    {
        Description = "File to write (default: the run's name with .onnx or .safetensors).",
        HelpName = "FILE",
    };

    public ExportVerb()
        : base("export", "Writes a trained model as ONNX or safetensors, with its classes and its preprocessing.")
    {
        Define(Work, Model, To, Data, CommonOptions.Threads, File, CommonOptions.Force);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread export runs/mnist-cnn-small --to onnx", "mnist-cnn-small.onnx, compared with ours on 1,000 images before it is written"),
        new("misread export runs/mnist-ensemble --out ensemble.onnx", "nine networks, deslanting and test-time shifts in one file"),
        new("misread export --to safetensors --out model.safetensors", "the weights of the newest run"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        TrainedModelArgument model = TrainedModelArgument.Open(parsed.GetValue(Model));
        string format = parsed.GetValue(To)!;
        string path = parsed.GetValue(File) ?? $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model.Path))).Replace(".safetensors", "", StringComparison.Ordinal)}.{format}";
        if (Directory.Exists(path))
            throw new UsageException($"--out {path}: expected a file, found a folder.");
        if (System.IO.File.Exists(path) && !parsed.GetValue(CommonOptions.Force))
            throw new IOException($"{path}: the file exists; add --force to replace it, or choose another --out.");
        int checkedOn = 0;
        double? difference = null;
        if (format == "onnx")
        {
            Dataset? images = Images(parsed, model, output, cancel);
            checkedOn = images?.Count ?? 0;
            difference = Write(path, model, images, parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount, cancel);
        }
        else
        {
            model.Model.Save(path);
        }

        var summary = new ExportSummary(path, format, format == "onnx" ? OnnxExport.Opset : null, checkedOn, difference);
        if (output.Json)
            Output.Object(summary, ExportSummaryJson.Default.ExportSummary);
        else
            Write(summary, output);
        return ExitCode.Done;
    }

    private static double? Write(string path, TrainedModelArgument model, Dataset? images, int threads, CancellationToken cancel)
    {
        try
        {
            return OnnxExport.Write(path, model.Model, images, threads, cancel);
        }
        catch (NotSupportedException e)
        {
            throw new DataFormatException($"{model.Path}: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{model.Path} does not fit the images to compare on: {TrainingArguments.Sentence(e)}");
        }
    }

    private static Dataset? Images(ParseResult parsed, TrainedModelArgument model, Output output, CancellationToken cancel)
    {
        if (parsed.GetValue(Data) is { } named)
            return DatasetArgument.Open(named, output, cancel).Data.Take(Checked);
        if (model.Folder is null)
            return null;
        try
        {
            return DatasetArgument.Open(model.Folder.Info.Dataset.Source, output, cancel).Data.Take(Checked);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataFormatException)
        {
            Output.Notice($"the images that {model.Path} was made on cannot be read ({e.Message.TrimEnd('.')}), so the exported model is not compared with ours.");
            return null;
        }
    }

    private static void Write(ExportSummary summary, Output output)
    {
        if (summary.Opset is { } opset)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"format       ONNX, opset {opset}; input images [N,C,H,W], pixel / 255; output probabilities [N,K]"));
        if (summary.Difference is { } difference)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"compared     {summary.Images:N0} images in ONNX Runtime: no probability differs from ours by more than {difference:G2}"));
        output.Line($"written to   {summary.Out}");
    }
}

/// <summary>What <c>export --json</c> prints.</summary>
internal sealed record ExportSummary(string Out, string Format, int? Opset, int Images, double? Difference);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExportSummary))]
internal sealed partial class ExportSummaryJson : JsonSerializerContext;
