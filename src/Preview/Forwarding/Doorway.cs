using System.Net;
using System.Security.Cryptography;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Preview.Ads;
using GatewayPipeline.Preview.Listening;
using Microsoft.AspNetCore.Connections;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>
/// Sees each connection first: asks for its filter chain, ends TLS where that does, and carries bytes on where it does
/// not speak HTTP.
/// </summary>
internal sealed class Doorway(RequestHandler handler, string folder)
{
    /// <summary>True: HTTP follows. False: the connection has been dealt with.</summary>
    public async Task<bool> AdmitAsync(
        ConnectionContext connection, IPEndPoint address, CancellationToken stopping)
    {
        var (configuration, matcher) = (handler.Configuration, handler.Matcher);

        // Where the client must speak first, its first bytes are looked at; elsewhere the server may speak first.
        var hello = configuration.ReadsHandshake(address) ? await ClientHello.PeekAsync(connection, stopping) : null;
        var request = new RouteRequest
        {
            Port = address.Port,
            Address = address.Address.ToString(),
            Scheme = hello is null ? "http" : "https",
            Sni = hello?.ServerName,
            Method = "GET",
            Authority = "",
            Path = "/",
            Random = (ulong)Random.Shared.NextInt64(),
        };
        if (matcher.ChainFor(request) is not { } chain)
        {
            // A port that is open and not in force yet, or a server name that nobody has.
            return configuration.Listeners.Values.All(listener => !ListenerReading.Address(listener).Equals(address));
        }

        if (ListenerReading.TlsOf(chain) is { } tls && (hello is null || !await EndTlsAsync(connection, tls, hello, configuration)))
        {
            return false;
        }

        if (!ListenerReading.ForwardsBytes(chain))
        {
            return true;
        }

        if (matcher.Match(request).Outcome is RouteOutcome.Tcp tcp
            && configuration.Upstreams.GetValueOrDefault(tcp.Destination)?.Next([]) is { } endpoint)
        {
            await ByteRelay.RunAsync(connection, endpoint);
        }

        return false;
    }

    private async Task<bool> EndTlsAsync(
        ConnectionContext connection,
        Envoy.Extensions.TransportSockets.Tls.V3.DownstreamTlsContext tls,
        ClientHello hello,
        PreviewConfiguration configuration)
    {
        try
        {
            var options = new ServerTlsOptions(configuration.Secrets, folder).Of(tls);
            if (await TlsTermination.EndAsync(connection, options) is null)
            {
                return false;
            }
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"no TLS for {hello.ServerName}: {e.Message}");

            return false;
        }

        connection.Features.Set(new EndedTls(hello.ServerName));

        return true;
    }
}
