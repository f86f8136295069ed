using System.Text;
using System.Text.Json;
using Misread.IO;

namespace Misread.Formats;

/// <summary>Refuses numbers of a JSON text that are beyond double precision: they are read as infinite, and no file may hold those.</summary>
internal static class FiniteJson
{
    /// <summary>Checks every number of a well-formed text.</summary>
    /// <exception cref="DataFormatException">One is too large.</exception>
    public static void Check(string json, string path)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
                throw new DataFormatException($"{path}: byte {reader.TokenStartIndex}: expected a number within ±1.8e308, found {Encoding.UTF8.GetString(reader.ValueSpan)}.");
        }
    }
}
