using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Each_item_is_done_once_by_a_numbered_member_again_and_again(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (int items = 0; items < 60; items++)
        {
            int[] done = new int[items];
            int[] members = new int[threads];
            team.Run(items, (start, end, worker) =>
            {
                Interlocked.Increment(ref members[worker]);
                for (int i = start; i < end; i++)
                    Interlocked.Increment(ref done[i]);
            });
            Assert.All(done, count => Assert.Equal(1, count));
            Assert.All(members, count => Assert.InRange(count, 0, 1));
        }
    }

    [Fact]
    public void Workers_that_fell_asleep_wake_up()
    {
        using var team = new ThreadTeam(3);
        int sum = 0;
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(20);
            team.Run(3, (start, end, _) => Interlocked.Add(ref sum, end - start));
        }

        Assert.Equal(15, sum);
    }

    [Fact]
    public void What_a_member_throws_reaches_the_caller_and_the_team_lives_on()
    {
        using var team = new ThreadTeam(2);
        for (int thrower = 0; thrower < 2; thrower++)
        {
            int who = thrower;
            var e = Assert.Throws<InvalidOperationException>(() => team.Run(2, (_, _, worker) =>
            {
                if (worker == who)
                    throw new InvalidOperationException("from " + worker);
            }));
            Assert.Equal("from " + who, e.Message);
        }

        int count = 0;
        team.Run(2, (start, end, _) => Interlocked.Add(ref count, end - start));
        Assert.Equal(2, count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
    }
}
