using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Misread.Tests.Data;

/// <summary>What a client asked: the path, and the first byte it wants.</summary>
internal sealed record LoopbackRequest(string Path, long? From);

/// <summary>What the server does about it; by default it sends the body and closes.</summary>
internal sealed record LoopbackAnswer(byte[] Body)
{
    public int Status { get; init; } = 200;

    /// <summary>Further header lines.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The length it announces; −1 announces none and lets the end of the connection end the body.</summary>
    public long? Announced { get; init; }

    /// <summary>How much of the body it really sends.</summary>
    public int? Sent { get; init; }

    /// <summary>Keeps the connection open after that and says no more.</summary>
    public bool Stalls { get; init; }

    /// <summary>The file as a good mirror sends it: whole, or the rest that was asked for.</summary>
    public static LoopbackAnswer File(byte[] body, LoopbackRequest request)
    {
        if (request.From is not long from)
            return new LoopbackAnswer(body);
        return from >= body.Length
            ? new LoopbackAnswer([]) { Status = 416 }
            : new LoopbackAnswer(body[(int)from..])
            {
                Status = 206,
                Headers = string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{body.Length - 1}/{body.Length}\r\n"),
            };
    }
}

/// <summary>A web server on this machine that misbehaves as it is told.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;

    public LoopbackServer(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<LoopbackRequest> Requests { get; } = new();

    public Uri At(string path) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                LoopbackRequest request = await ReadRequestAsync(stream);
                Requests.Enqueue(request);
                LoopbackAnswer answer = _answer(request);
                long announced = answer.Announced ?? answer.Body.Length;
                string length = announced < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {announced}\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Test\r\nConnection: close\r\n{answer.Headers}{length}\r\n"));
                await stream.WriteAsync(answer.Body.AsMemory(0, answer.Sent ?? answer.Body.Length));
                if (answer.Stalls)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private static async Task<LoopbackRequest> ReadRequestAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string path = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
        long? from = null;
        for (string? line = await reader.ReadLineAsync(); !string.IsNullOrEmpty(line); line = await reader.ReadLineAsync())
        {
            const string Range = "Range: bytes=";
            if (line.StartsWith(Range, StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line[Range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        }

        return new LoopbackRequest(path, from);
    }
}
