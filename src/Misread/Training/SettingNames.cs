namespace Misread.Training;

/// <summary>How optimizers and schedules are spelled in options and files.</summary>
public static class SettingNames
{
    /// <summary>Names of <see cref="OptimizerKind"/>, in its order.</summary>
    public static IReadOnlyList<string> Optimizers { get; } = ["sgd", "rmsprop", "adam", "adamw"];

    /// <summary>Names of <see cref="ScheduleKind"/>, in its order.</summary>
    public static IReadOnlyList<string> Schedules { get; } = ["constant", "step", "one-cycle"];

    /// <summary>The name: <c>sgd</c>, <c>rmsprop</c>, <c>adam</c> or <c>adamw</c>.</summary>
    public static string ToName(this OptimizerKind kind) => Optimizers[(int)kind];

    /// <summary>The name: <c>constant</c>, <c>step</c> or <c>one-cycle</c>.</summary>
    public static string ToName(this ScheduleKind kind) => Schedules[(int)kind];
}
