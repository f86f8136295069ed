using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class ScheduleTests
{
    [Fact]
    public void Constant_is_constant_and_step_falls_tenfold_after_each_third()
    {
        double[] constant = [.. Enumerable.Range(0, 9).Select(s => Schedule.LearningRate(ScheduleKind.Constant, 0.1, s, 9))];
        Assert.All(constant, rate => Assert.Equal(0.1, rate));
        double[] step = [.. Enumerable.Range(0, 8).Select(s => Schedule.LearningRate(ScheduleKind.Step, 1, s, 8))];
        double[] expected = [1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01];
        for (int s = 0; s < 8; s++)
            Assert.Equal(expected[s], step[s], 1e-15);
    }

    [Fact]
    public void One_cycle_works_however_short_the_training_and_never_leaves_its_limits()
    {
        for (int steps = 1; steps < 40; steps++)
        {
            double[] rates = [.. Enumerable.Range(0, steps).Select(s => Schedule.LearningRate(ScheduleKind.OneCycle, 0.5, s, steps))];
            Assert.All(rates, rate => Assert.InRange(rate, 0.5 / 250_000.0001, 0.5));
        }
    }

    [Fact]
    public void Steps_outside_the_training_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.LearningRate(ScheduleKind.Constant, 1, -1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.LearningRate(ScheduleKind.Constant, 1, 5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.LearningRate(ScheduleKind.Constant, 1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.LearningRate((ScheduleKind)9, 1, 0, 1));
    }
}
