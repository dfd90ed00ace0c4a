using System.Net.Sockets;

namespace GatewayPipeline.Agent.Activating;

/// <summary>Envoy's admin interface on its UNIX socket: asks what still warms. Acknowledged is not serving.</summary>
internal sealed class EnvoyAdmin : IDisposable
{
    private const string WarmingStats =
        "http://envoy/stats?filter=^(listener_manager.total_listeners_warming|cluster_manager.warming_clusters)$";

    private const string CounterStats =
        "http://envoy/stats?filter=^(http\\..*\\.downstream_rq_(completed|5xx)|server\\.uptime)$";

    private const int LargestAnswer = 4 * 1024 * 1024;

    // Envoy's own admin interface counts its requests among the others.
    private const string OwnRequests = "http.admin.";

    private readonly HttpClient client;

    public EnvoyAdmin(string socketPath)
    {
        SocketPath = socketPath;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = LargestAnswer };
    }

    public string SocketPath { get; }

    public void Dispose() => client.Dispose();

    /// <summary>How many listeners and clusters warm; null when the interface does not answer (yet).</summary>
    public async Task<int?> CountWarmingAsync(CancellationToken cancellation)
    {
        try
        {
            return Sum(await client.GetStringAsync(new Uri(WarmingStats), cancellation));
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What Envoy counted since it began; null when the interface does not answer (yet).</summary>
    public async Task<EnvoyCounters?> CountAsync(CancellationToken cancellation)
    {
        try
        {
            return EnvoyCounters.Read(await client.GetStringAsync(new Uri(CounterStats), cancellation), OwnRequests);
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    // Lines as "cluster_manager.warming_clusters: 0". An answer without both numbers is no answer.
    internal static int? Sum(string stats)
    {
        var sum = 0;
        var lines = 0;
        foreach (var line in stats.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.LastIndexOf(": ", StringComparison.Ordinal) is var colon and > 0
                && int.TryParse(line.AsSpan(colon + 2), out var count))
            {
                sum += count;
                lines++;
            }
        }

        return lines == 2 ? sum : null;
    }
}
