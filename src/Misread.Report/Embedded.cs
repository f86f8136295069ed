using System.Security.Cryptography;
using System.Text;

namespace Misread.Report;

/// <summary>The style sheet and the script that are written into every page.</summary>
internal static class Embedded
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>The script; the page is whole without it.</summary>
    public static string Script { get; } = Read("report.js");

    /// <summary>
    /// The content security policy of the page: nothing may be loaded but pictures that it holds itself, and no script may
    /// run but <see cref="Script"/>, whatever a class is called.
    /// </summary>
    public static string Policy { get; } =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script))) + "'";

    private static string Read(string name)
    {
        using Stream stream = typeof(Embedded).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A carriage return would be dropped by the browser's parser, and the script's checksum would not fit.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
