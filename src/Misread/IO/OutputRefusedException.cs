namespace Misread.IO;

/// <summary>What can be done about an output that was refused.</summary>
public enum OutputRemedy
{
    /// <summary>Only another place helps.</summary>
    AnotherPlace,

    /// <summary>What stands there may be replaced, if that is asked for.</summary>
    Replace,

    /// <summary>An unfinished job stands there: it may be continued, or dropped if that is asked for.</summary>
    Resume,
}

/// <summary>A place cannot be written to because something would be lost there. Nothing was touched.</summary>
public sealed class OutputRefusedException : IOException
{
    /// <summary>Creates it.</summary>
    /// <param name="message">Where, and what stands in the way.</param>
    /// <param name="remedy">What can be done.</param>
    public OutputRefusedException(string message, OutputRemedy remedy = OutputRemedy.AnotherPlace)
        : base(message) => Remedy = remedy;

    /// <summary>What can be done.</summary>
    public OutputRemedy Remedy { get; }
}
