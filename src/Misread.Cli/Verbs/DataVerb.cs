using System.Text.Json.Serialization;

namespace Misread.Cli.Verbs;

/// <summary><c>misread data</c>: the data sets themselves, without any network.</summary>
internal sealed class DataVerb : Verb
{
    public DataVerb()
        : base("data", "Lists, fetches, describes and converts data sets.")
    {
        Add(new DataListVerb());
        Add(new DataGetVerb());
        Add(new DataInfoVerb());
        Add(new DataConvertVerb());
        SetAction(_ =>
        {
            HelpText.Write(this, Console.Out);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread data list", "which data sets are known by name, and where they are"),
        new("misread data get mnist", "download MNIST, verified"),
        new("misread data info my-images/", "sizes, splits and images a class"),
        new("misread data convert mnist --to png --out mnist-png", "one PNG an image in one folder a class"),
    ];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DataListSummary))]
[JsonSerializable(typeof(DataGetSummary))]
[JsonSerializable(typeof(DataInfoSummary))]
[JsonSerializable(typeof(DataConvertSummary))]
internal sealed partial class DataJson : JsonSerializerContext;
