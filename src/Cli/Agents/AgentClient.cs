using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace GatewayPipeline.Cli.Agents;

/// <summary>Asks an agent over its status socket.</summary>
internal sealed class AgentClient(string socketPath) : IDisposable
{
    private static readonly TimeSpan SocketPause = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler
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
    })
    {
        BaseAddress = new("http://agent"),
        Timeout = TimeSpan.FromSeconds(40),
    };

    /// <summary>
    /// The present state; with a sequence, as soon as a head of at least that number was activated or refused.
    /// </summary>
    /// <exception cref="BrokenWorldException">Nobody answers on the socket.</exception>
    public async Task<AgentStatus> StatusAsync(long? sequence, CancellationToken cancellation)
    {
        var path = sequence is { } number ? string.Create(CultureInfo.InvariantCulture, $"/status?sequence={number}")
            : "/status";
        try
        {
            return await client.GetFromJsonAsync(path, AgentStatusJson.Default.AgentStatus, cancellation)
                ?? throw new BrokenWorldException($"the agent at {socketPath} answers with nothing");
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
    }

    /// <summary>As <see cref="StatusAsync"/> with a sequence; an agent that is starting, or starting again, is waited
    /// for.</summary>
    public async Task<AgentStatus> WhenDecidedAsync(long sequence, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await StatusAsync(sequence, cancellation);
            }
            catch (BrokenWorldException)
            {
                await Task.Delay(SocketPause, cancellation);
            }
        }
    }

    /// <summary>The bytes of the bundle that is active; null if there is none.</summary>
    /// <exception cref="BrokenWorldException">Nobody answers on the socket.</exception>
    public async Task<byte[]?> BundleAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetAsync("/bundle", cancellation);

            return response.StatusCode is System.Net.HttpStatusCode.NotFound
                ? null
                : await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellation);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
    }

    public void Dispose() => client.Dispose();

    private BrokenWorldException Unreachable(HttpRequestException cause) =>
        new($"no agent answers on {socketPath}: is gwp-agent running, with --status {socketPath}? ({cause.Message})",
            cause);
}
