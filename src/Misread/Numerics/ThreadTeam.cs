using System.Runtime.ExceptionServices;

namespace Misread.Numerics;

/// <summary>One share of a parallel loop: items <paramref name="start"/> … <paramref name="end"/> − 1.</summary>
/// <param name="start">First item.</param>
/// <param name="end">One behind the last item.</param>
/// <param name="worker">Number of the thread, 0 … threads − 1: names the scratch memory it may use.</param>
internal delegate void TeamTask(int start, int end, int worker);

/// <summary>
/// Threads that stay alive between the many short parallel parts of a training step: each part costs about a
/// microsecond instead of the ten of a thread pool. Items are dealt out in contiguous ranges, always the same range to
/// the same thread, so that its share of the weights stays in its cache.
/// </summary>
/// <remarks>
/// <para>
/// What is computed for an item must not depend on which thread does it, nor on how the items are dealt out; then results
/// have the same bits at any thread count. <see cref="Run"/> is for one caller at a time.
/// </para>
/// <para>
/// <b>A busy machine.</b> Where other programs want the same processors, a worker can lose its own for a slice of the
/// scheduler's time, thousands of times as long as a part takes, and a team that meets a dozen times in a step would lose
/// one slice after another. So the caller does a share itself that its worker has not begun by the time the caller is done
/// with its own, which changes no bit of what is computed; it waits only for shares that were begun.
/// </para>
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    private readonly TeamWorker[] _workers;

    /// <summary>Starts a team; the calling thread is its first member.</summary>
    /// <param name="threads">1 or more.</param>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Size = threads;
        _workers = new TeamWorker[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
            _workers[i] = new TeamWorker(i + 1);
    }

    /// <summary>Number of threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="body"/> over items 0 … <paramref name="items"/> − 1 and returns when all are done.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="body">Called with ranges that together are all the items; by a thread again only after it has returned.</param>
    public void Run(int items, TeamTask body)
    {
        if (items <= 0)
            return;
        if (_workers.Length == 0 || items == 1)
        {
            body(0, items, 0);
            return;
        }

        for (int i = 0; i < _workers.Length; i++)
            _workers[i].Offer(body, Border(items, i + 1), Border(items, i + 2));
        ExceptionDispatchInfo? failure = Try(body, 0, Border(items, 1));
        foreach (TeamWorker worker in _workers)
        {
            if (worker.TryTakeBack())
                failure = Try(body, worker.Start, worker.End) ?? failure;
        }

        foreach (TeamWorker worker in _workers)
            failure = worker.WaitUntilDone() ?? failure;
        failure?.Throw();
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        foreach (TeamWorker worker in _workers)
            worker.Dispose();
    }

    private int Border(int items, int share) => (int)((long)items * share / Size);

    private static ExceptionDispatchInfo? Try(TeamTask body, int start, int end)
    {
        try
        {
            if (start < end)
                body(start, end, 0);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
