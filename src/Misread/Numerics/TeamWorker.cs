using System.Runtime.ExceptionServices;

namespace Misread.Numerics;

/// <summary>A thread of a <see cref="ThreadTeam"/>, with room for one share of work that the team's caller offers it.</summary>
/// <remarks>
/// A share goes from offered to taken (by the worker, or back by the caller, whoever is first) to done. Only the caller
/// offers, and only where nothing is offered or taken.
/// </remarks>
internal sealed class TeamWorker : IDisposable
{
    private const int Free = 0;
    private const int Asleep = 1;
    private const int Offered = 2;
    private const int Taken = 3;

    private readonly int _number;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _wake = new(0);
    private TeamTask? _body;
    private ExceptionDispatchInfo? _failure;
    private int _state;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="number">Its number in the team, 1 or more.</param>
    public TeamWorker(int number)
    {
        _number = number;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"Misread worker {number}" };
        _thread.Start();
    }

    /// <summary>First item of its share.</summary>
    public int Start { get; private set; }

    /// <summary>One behind the last item of its share.</summary>
    public int End { get; private set; }

    /// <summary>Offers a share, and wakes the thread if it sleeps.</summary>
    public void Offer(TeamTask body, int start, int end)
    {
        _body = body;
        Start = start;
        End = end;
        if (Interlocked.Exchange(ref _state, Offered) == Asleep)
            _wake.Release();
    }

    /// <summary>Takes the share back if the worker has not begun it; the caller does it then.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref _state, Free, Offered) == Offered;

    /// <summary>Waits for a share that was not taken back.</summary>
    /// <returns>What the share threw.</returns>
    public ExceptionDispatchInfo? WaitUntilDone()
    {
        for (var spinner = new Spinner(); Volatile.Read(ref _state) == Taken; spinner.Spin())
        {
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        return failure;
    }

    /// <summary>Stops the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        Offer(static (_, _, _) => { }, 0, 0);
        _thread.Join();
        _wake.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            WaitForOffer();
            if (Interlocked.CompareExchange(ref _state, Taken, Offered) != Offered)
                continue;
            if (_stopping)
                return;
            try
            {
                if (Start < End)
                    _body!(Start, End, _number);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            Volatile.Write(ref _state, Free);
        }
    }

    // Being woken does not mean that there is work: by then the caller may have taken it back.
    private void WaitForOffer()
    {
        for (var spinner = new Spinner(); Volatile.Read(ref _state) != Offered; spinner.Spin())
        {
            if (spinner.IsTired && Interlocked.CompareExchange(ref _state, Asleep, Free) == Free)
            {
                _wake.Wait();
                spinner = new Spinner();
            }
        }
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
