namespace Misread.Training;

/// <summary>A training that cannot go on: the loss is no longer a finite number.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Creates an exception without a message.</summary>
    public TrainingException()
    {
    }

    /// <summary>Creates an exception with a message for the user.</summary>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public TrainingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
