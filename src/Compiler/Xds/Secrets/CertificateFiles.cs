using System.Collections.Immutable;
using Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>Every file that must lie on the gateway before its clusters and listeners may come.</summary>
internal static class CertificateFiles
{
    public static ImmutableArray<string> In(EnvoyResources resources) =>
    [
        .. resources.Secrets.SelectMany(OfSecret).Concat(Sockets(resources).Select(Revoked))
            .Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> OfSecret(TlsV3.Secret secret) =>
        new[] { secret.TlsCertificate?.CertificateChain, secret.TlsCertificate?.PrivateKey, secret.ValidationContext?.TrustedCa }
            .Select(source => source?.Filename ?? "");

    // A list of revoked certificates stands in the listener or cluster itself.
    private static string Revoked(Any socket)
    {
        if (socket.TryUnpack<ProxyProtocolUpstreamTransport>(out var around))
        {
            return Revoked(around.TransportSocket.TypedConfig);
        }

        var context = socket.TryUnpack<TlsV3.DownstreamTlsContext>(out var server) ? server.CommonTlsContext
            : socket.TryUnpack<TlsV3.UpstreamTlsContext>(out var client) ? client.CommonTlsContext
            : null;

        return (context?.CombinedValidationContext?.DefaultValidationContext ?? context?.ValidationContext)?.Crl?.Filename ?? "";
    }

    private static IEnumerable<Any> Sockets(EnvoyResources resources) =>
        resources.Listeners.SelectMany(listener => listener.FilterChains).Select(chain => chain.TransportSocket)
            .Concat(resources.Clusters.Select(cluster => cluster.TransportSocket))
            .OfType<CoreV3.TransportSocket>()
            .Select(socket => socket.TypedConfig);
}
