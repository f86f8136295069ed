using System.Runtime.ExceptionServices;

namespace Misread.Numerics;

/// <summary>One thread's share of a parallel loop: items <paramref name="start"/> … <paramref name="end"/> − 1.</summary>
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
/// What is computed for an item must not depend on which thread does it; then results have the same bits at any thread count.
/// <see cref="Run"/> is for one caller at a time.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    private readonly Worker[] _workers;
    private TeamTask? _body;
    private int _items;
    private volatile int _generation;
    private volatile bool _stopping;

    /// <summary>Starts a team; the calling thread is its first member.</summary>
    /// <param name="threads">1 or more.</param>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Size = threads;
        _workers = new Worker[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
            _workers[i] = new Worker(this, i + 1);
    }

    /// <summary>Number of threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="body"/> over items 0 … <paramref name="items"/> − 1 and returns when all are done.</summary>
    /// <param name="items">Number of items.</param>
    /// <param name="body">Called at most once by each thread.</param>
    public void Run(int items, TeamTask body)
    {
        if (items <= 0)
            return;
        if (_workers.Length == 0 || items == 1)
        {
            body(0, items, 0);
            return;
        }

        _body = body;
        _items = items;
        int generation = _generation + 1;
        _generation = generation;
        foreach (Worker worker in _workers)
            worker.Wake();

        ExceptionDispatchInfo? failure = null;
        try
        {
            RunShare(0);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        foreach (Worker worker in _workers)
            failure = worker.WaitUntilDone(generation) ?? failure;
        failure?.Throw();
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        _stopping = true;
        foreach (Worker worker in _workers)
            worker.Dispose();
    }

    private void RunShare(int member)
    {
        int start = (int)((long)_items * member / Size);
        int end = (int)((long)_items * (member + 1) / Size);
        if (start < end)
            _body!(start, end, member);
    }

    private sealed class Worker : IDisposable
    {
        private readonly ThreadTeam _team;
        private readonly int _member;
        private readonly Thread _thread;
        private readonly SemaphoreSlim _wake = new(0);
        private ExceptionDispatchInfo? _failure;
        private volatile int _done;
        private int _asleep;

        public Worker(ThreadTeam team, int member)
        {
            _team = team;
            _member = member;
            _thread = new Thread(Loop) { IsBackground = true, Name = $"Misread worker {member}" };
            _thread.Start();
        }

        public void Wake()
        {
            // A full fence lies between writing the generation and reading 'asleep'; the worker does the reverse.
            if (Interlocked.CompareExchange(ref _asleep, 0, 1) == 1)
                _wake.Release();
        }

        public ExceptionDispatchInfo? WaitUntilDone(int generation)
        {
            var spinner = new Spinner();
            while (_done != generation)
                spinner.Spin();

            ExceptionDispatchInfo? failure = _failure;
            _failure = null;
            return failure;
        }

        public void Dispose()
        {
            Wake();
            _thread.Join();
            _wake.Dispose();
        }

        private void Loop()
        {
            int seen = 0;
            while (true)
            {
                WaitForWork(seen);
                if (_team._stopping)
                    return;
                seen = _team._generation;
                try
                {
                    _team.RunShare(_member);
                }
                catch (Exception e)
                {
                    _failure = ExceptionDispatchInfo.Capture(e);
                }

                _done = seen;
            }
        }

        // Being woken does not mean that there is work: a wake-up can come so late that this member has already seen the
        // work, done it and fallen asleep again. Only the generation says so.
        private void WaitForWork(int seen)
        {
            while (true)
            {
                for (var spinner = new Spinner(); !spinner.IsTired; spinner.Spin())
                {
                    if (HasWork(seen))
                        return;
                }

                Interlocked.Exchange(ref _asleep, 1);
                if (!HasWork(seen) || Interlocked.CompareExchange(ref _asleep, 0, 1) == 0)
                    _wake.Wait();
            }
        }

        private bool HasWork(int seen) => _team._generation != seen || _team._stopping;
    }

    // Waiting is first a spin, about as long as the longest serial stretch between parallel parts. Then the processor is
    // offered to others, for where there are more threads than processors the one that is waited for may need it; that
    // costs little when no one wants it. A worker that is tired of that sleeps, so that an idle team costs nothing.
    private struct Spinner
    {
        private const int Spins = 300;
        private const int Offers = 1_000;
        private int _count;

        public readonly bool IsTired => _count > Spins + Offers;

        public void Spin()
        {
            if (_count++ < Spins)
            {
                Thread.SpinWait(1);
            }
            else
            {
                _count = Math.Min(_count, Spins + Offers + 1);
                Thread.Yield();
            }
        }
    }
}
