using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>Asks at a steady pace, over HTTP/1.1 with keep-alive and over HTTP/2, and counts what fails.</summary>
public sealed class ConstantLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Task[] workers;
    private long requests;

    /// <param name="port">Of the gateway on loopback.</param>
    /// <param name="hosts">Hosts that are served all the time.</param>
    /// <param name="perSecond">Requests per second, over both protocols together.</param>
    public ConstantLoad(int port, string[] hosts, int perSecond)
    {
        const int perProtocol = 2;
        var pause = TimeSpan.FromSeconds(2.0 * perProtocol / perSecond);
        workers =
        [
            .. Enumerable.Range(0, 2 * perProtocol).Select(worker => Task.Run(() => AskAsync(
                new($"http://127.0.0.1:{port}/load"),
                worker % 2 is 0 ? HttpVersion.Version11 : HttpVersion.Version20,
                hosts[worker / 2 % hosts.Length],
                pause))),
        ];
    }

    public long Requests => Interlocked.Read(ref requests);

    public double PerSecond => Requests / watch.Elapsed.TotalSeconds;

    public IReadOnlyCollection<string> Failures => failures;

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        watch.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task AskAsync(Uri target, Version version, string host, TimeSpan pause)
    {
        // A pool of one's own, so that each worker keeps one connection.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 })
        {
            Timeout = TimeSpan.FromSeconds(5),
        };
        using var timer = new PeriodicTimer(pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await AskOnceAsync(client, target, version, host);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task AskOnceAsync(HttpClient client, Uri target, Version version, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Host = host },
        };
        try
        {
            using var response = await client.SendAsync(request);
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                var body = await response.Content.ReadAsStringAsync();
                failures.Enqueue($"HTTP/{version} {host} at {watch.Elapsed}: {(int)response.StatusCode} {body}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            failures.Enqueue(
                $"HTTP/{version} {host} at {watch.Elapsed}: {exception.Message} {exception.InnerException?.Message}");
        }

        Interlocked.Increment(ref requests);
    }
}
