using System.Text.Json.Serialization;

namespace Misread.Cli;

/// <summary>What <c>--json</c> prints of a failure: stdout holds one object whatever happens.</summary>
/// <param name="Error">The sentence that stderr tells.</param>
/// <param name="ExitCode">The exit code of the program.</param>
internal sealed record FailureSummary(string Error, int ExitCode)
{
    /// <summary>Prints it; where stdout itself has failed, the sentence on stderr stands alone.</summary>
    public static void Print(string message, int code)
    {
        try
        {
            Output.Object(new FailureSummary(message, code), FailureJson.Default.FailureSummary);
        }
        catch (IOException)
        {
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FailureSummary))]
internal sealed partial class FailureJson : JsonSerializerContext;
