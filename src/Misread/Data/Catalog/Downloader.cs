using System.Net;
using System.Net.Http.Headers;

namespace Misread.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Mirror">Where it comes from.</param>
/// <param name="Received">Bytes on disk, those of an earlier attempt included.</param>
/// <param name="Total">Bytes in all, where the mirror tells.</param>
public readonly record struct DownloadProgress(string File, Uri Mirror, long Received, long? Total);

/// <summary>No mirror delivered a file.</summary>
internal sealed class DownloadException(string message) : IOException(message);

/// <summary>
/// Fetches published files. A file arrives as <c>NAME.part</c>, is compared with its published SHA-256, and only then
/// gets its name. What has arrived stays for the next attempt, which asks the mirror for the rest (RFC 9110, section 14).
/// </summary>
internal sealed class Downloader : IDisposable
{
    private const int MostAttempts = 6;
    private const int MostRedirects = 5;

    /// <summary>What a mirror may send beyond the length of the content: gzip cannot swell by more.</summary>
    private const int Slack = 1 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CatalogOptions _options;
    private readonly IProgress<DownloadProgress>? _progress;
    private readonly HttpClient _client;

    public Downloader(CatalogOptions options, IProgress<DownloadProgress>? progress)
    {
        _options = options;
        _progress = progress;
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            MaxAutomaticRedirections = MostRedirects,
            // The file is stored as it is published: nobody may unpack it on the way.
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("misread", null));
    }

    /// <summary>Fetches a file into <paramref name="folder"/> from the first mirror that delivers it.</summary>
    /// <exception cref="DownloadException">None does.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The user asked to stop; what arrived stays for the next time.</exception>
    public async Task FetchAsync(CatalogFile file, string folder, CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        string part = Path.Combine(folder, file.Name + ".part");
        string?[] unreachable = await Task.WhenAll(file.Mirrors.Select(m => WhyUnreachableAsync(m, token)));
        var failures = new List<string>();
        for (int m = 0; m < file.Mirrors.Count; m++)
        {
            string? failure = unreachable[m] ?? await TryMirrorAsync(file, file.Mirrors[m], part, token);
            if (failure is null)
            {
                File.Move(part, Path.Combine(folder, file.Name), overwrite: true);
                return;
            }

            failures.Add($"{file.Mirrors[m].Host} {failure}");
        }

        throw new DownloadException($"{file.Name}: cannot be downloaded: {string.Join("; ", failures)}.");
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks the resolver for all hosts at once, so that a machine without network knows within one time-out.</summary>
    private async Task<string?> WhyUnreachableAsync(Uri mirror, CancellationToken token)
    {
        if (HttpClient.DefaultProxy.GetProxy(mirror) is Uri proxy && proxy != mirror)
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(_options.ResolveTimeout);
        try
        {
            await Dns.GetHostAddressesAsync(mirror.DnsSafeHost, patience.Token).WaitAsync(patience.Token);
            return null;
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or OperationCanceledException && !token.IsCancellationRequested)
        {
            return "cannot be found (is this machine offline?)";
        }
    }

    /// <summary>Takes the file up again as long as the mirror goes on delivering; returns why it was left, or <see langword="null"/> when the file is there and right.</summary>
    private async Task<string?> TryMirrorAsync(CatalogFile file, Uri mirror, string part, CancellationToken token)
    {
        string failure = "";
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (attempt > 0)
                await Task.Delay(Pause, token);
            long before = LengthOf(part);
            try
            {
                await ReceiveAsync(file, mirror, part, token);
            }
            catch (MirrorException e)
            {
                failure = e.Message;
                if (LengthOf(part) == before)
                    break;
                continue;
            }

            failure = ContentHash.Fault(part, file) is { } fault ? $"sent a file that {fault}" : "";
            if (failure.Length == 0)
                return null;
            // A beginning from another mirror, or of another day, may not fit the rest: then once more from the start.
            File.Delete(part);
            if (before == 0)
                break;
        }

        return failure;
    }

    private async Task ReceiveAsync(CatalogFile file, Uri mirror, string part, CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var request = new HttpRequestMessage(HttpMethod.Get, mirror);
        if (LengthOf(part) is > 0 and long there)
            request.Headers.Range = new RangeHeaderValue(there, null);
        using HttpResponseMessage response = await AwaitMirrorAsync(
            () => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token), patience, token);
        await using FileStream target = Open(response, part);
        long most = file.Length + Slack;
        long? total = response.Content.Headers.ContentLength + target.Position;
        if (total > most)
            throw new MirrorException($"announces {total:N0} bytes, at most {most:N0} were expected");
        await using Stream body = await AwaitMirrorAsync(() => response.Content.ReadAsStreamAsync(patience.Token), patience, token);
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            int got = await AwaitMirrorAsync(() => body.ReadAsync(buffer, patience.Token).AsTask(), patience, token);
            if (got == 0)
                break;
            await target.WriteAsync(buffer.AsMemory(0, got), token);
            if (target.Position > most)
            {
                target.SetLength(0);
                throw new MirrorException($"sends more than {most:N0} bytes");
            }

            _progress?.Report(new DownloadProgress(file.Name, mirror, target.Position, total));
        }

        target.Flush(flushToDisk: true);
    }

    /// <summary>Opens the file where the answer begins: behind what is there, or, when the mirror sends the whole, at its start.</summary>
    private static FileStream Open(HttpResponseMessage response, string part)
    {
        bool isRest = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == LengthOf(part);
        if (isRest || response.StatusCode == HttpStatusCode.OK)
        {
            var target = new FileStream(part, isRest ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.Write, FileShare.None);
            target.Seek(0, SeekOrigin.End);
            return target;
        }

        if (response.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable))
            throw new MirrorException($"answers {(int)response.StatusCode} {response.ReasonPhrase}");
        File.Delete(part);
        throw new MirrorException("cannot continue the file");
    }

    /// <summary>Waits for the network, no longer than the stall time-out; failures of the network become one kind of exception.</summary>
    private async Task<T> AwaitMirrorAsync<T>(Func<Task<T>> start, CancellationTokenSource patience, CancellationToken token)
    {
        patience.CancelAfter(_options.StallTimeout);
        try
        {
            return await start();
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new MirrorException(
                patience.IsCancellationRequested ? $"sent nothing for {_options.StallTimeout.TotalSeconds:0.#} s" : "cannot be reached");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MirrorException(e is HttpRequestException ? "cannot be reached" : "broke off", e);
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>A mirror failed; the message is the rest of a sentence that begins with its name.</summary>
    private sealed class MirrorException(string message, Exception? cause = null) : Exception(message, cause);
}
