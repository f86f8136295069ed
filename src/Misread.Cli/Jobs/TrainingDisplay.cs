using System.Globalization;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>
/// Shows on stderr how a training goes: one line that is redrawn on a terminal, and a line for every finished epoch
/// everywhere.
/// </summary>
internal sealed class TrainingDisplay(Output output) : IProgress<TrainingProgress>
{
    private const int BarWidth = 20;

    public void Report(TrainingProgress value)
    {
        if (output.Quiet)
            return;
        string number = $"epoch {value.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(value.Epochs))}/{value.Epochs}";
        if (value.Members > 1)
            number = $"network {value.Member.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(value.Members))}/{value.Members}  {number}";
        if (value.Finished is { } epoch)
            output.Redraw(Finished(number, epoch), final: true);
        else if (output.Animated)
            output.Redraw(Running(number, value), final: false);
    }

    private static string Running(string number, TrainingProgress p)
    {
        int filled = (int)((long)BarWidth * p.Images / p.ImagesPerEpoch);
        string bar = new string('━', filled) + new string('┄', BarWidth - filled);
        string left = p.Remaining.TotalHours >= 1 ? p.Remaining.ToString(@"h\:mm\:ss", null) : p.Remaining.ToString(@"m\:ss", null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{number}  {bar}  loss {p.Loss:F4}  accuracy {100 * p.Accuracy:F2} %  {p.ImagesPerSecond:N0} images/s  {left} left");
    }

    private static string Finished(string number, EpochRecord epoch)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{number}  loss {epoch.TrainLoss:F4}  accuracy {100 * epoch.TrainAccuracy:F2} %");
        if (epoch.ValidationLoss is { } loss)
            text += string.Create(CultureInfo.InvariantCulture, $"  validation loss {loss:F4}  accuracy {100 * epoch.ValidationAccuracy!.Value:F2} %");
        return text + string.Create(CultureInfo.InvariantCulture, $"  {epoch.Seconds:F2} s");
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
