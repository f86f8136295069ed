namespace Misread.IO;

/// <summary>
/// Input that Misread cannot accept: a malformed, truncated, oversized or inconsistent file. It is the only
/// exception type (besides <see cref="IOException"/>, which covers missing files, and
/// <see cref="UnauthorizedAccessException"/>) that readers in this library let out.
/// </summary>
/// <remarks>
/// The message is one sentence for a person: where (file, byte offset or row), what was expected, what was found
/// and, where it helps, what to do. It never holds a stack trace.
/// </remarks>
public class DataFormatException : Exception
{
    /// <summary>Creates an exception without a message; readers should prefer the overload with one.</summary>
    public DataFormatException()
    {
    }

    /// <summary>Creates an exception with a message for the user.</summary>
    /// <param name="message">One sentence: where, what was expected, what was found, what to do.</param>
    public DataFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message for the user and the failure that caused it.</summary>
    /// <param name="message">One sentence: where, what was expected, what was found, what to do.</param>
    /// <param name="innerException">The failure that caused it.</param>
    public DataFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
