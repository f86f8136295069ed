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
            int[] running = new int[threads];
            int together = 0;
            team.Run(items, (start, end, worker) =>
            {
                if (Interlocked.Increment(ref running[worker]) > 1)
                    Interlocked.Increment(ref together);
                for (int i = start; i < end; i++)
                    Interlocked.Increment(ref done[i]);
                Interlocked.Decrement(ref running[worker]);
            });
            Assert.All(done, count => Assert.Equal(1, count));
            Assert.Equal(0, together);
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
            int item = thrower;
            var e = Assert.Throws<InvalidOperationException>(() => team.Run(2, (start, end, _) =>
            {
                if (start <= item && item < end)
                    throw new InvalidOperationException("from " + item);
            }));
            Assert.Equal("from " + item, e.Message);
        }

        int count = 0;
        team.Run(2, (start, end, _) => Interlocked.Add(ref count, end - start));
        Assert.Equal(2, count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
    }

    [Fact]
    public void A_share_that_no_worker_has_begun_is_done_by_the_caller()
    {
        int caller = Environment.CurrentManagedThreadId;
        using var team = new ThreadTeam(2);
        bool taken = false;
        for (int round = 0; round < 100 && !taken; round++)
        {
            // The worker sleeps by now, and to wake it takes longer than this share does.
            Thread.Sleep(20);
            int shares = 0;
            team.Run(2, (_, _, _) => shares += Environment.CurrentManagedThreadId == caller ? 1 : 0);
            taken = shares == 2;
        }

        Assert.True(taken);
    }
}
