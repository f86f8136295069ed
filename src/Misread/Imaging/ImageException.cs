using Misread.IO;

namespace Misread.Imaging;

/// <summary>Why an image cannot be read, in kinds that can be counted.</summary>
public enum ImageFault
{
    /// <summary>The file holds no byte.</summary>
    Empty,

    /// <summary>The content is no image at all: text, a web page, an archive.</summary>
    NotAnImage,

    /// <summary>An image, in a format or variant that is not read.</summary>
    Unsupported,

    /// <summary>The file ends before its image does.</summary>
    Truncated,

    /// <summary>The content contradicts its format.</summary>
    Damaged,

    /// <summary>More pixels than are accepted, or more than a file of this length can hold.</summary>
    TooLarge,

    /// <summary>The file may not be read, or reading it failed.</summary>
    Unreadable,
}

/// <summary>An image that cannot be read: which, and why.</summary>
public sealed class ImageException : DataFormatException
{
    /// <summary>Creates an exception without a message.</summary>
    public ImageException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    /// <param name="message">What is wrong.</param>
    public ImageException(string message)
        : base(message) => Reason = message;

    /// <summary>Creates an exception with a message and its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The failure that caused it.</param>
    public ImageException(string message, Exception? innerException)
        : base(message, innerException) => Reason = message;

    /// <summary>Creates an exception of a kind.</summary>
    /// <param name="name">The file, as messages name it.</param>
    /// <param name="fault">The kind.</param>
    /// <param name="reason">The rest of the sentence that begins with the name; no full stop.</param>
    /// <param name="innerException">The failure that caused it.</param>
    public ImageException(string name, ImageFault fault, string reason, Exception? innerException = null)
        : base($"{name}: {reason}.", innerException)
    {
        Name = name;
        Fault = fault;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Name { get; } = "";

    /// <summary>The kind of fault.</summary>
    public ImageFault Fault { get; }

    /// <summary>What is wrong, without the file's name and without a full stop.</summary>
    public string Reason { get; } = "";
}
