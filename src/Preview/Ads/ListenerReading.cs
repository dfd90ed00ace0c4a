using System.Collections.Immutable;
using System.Net;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using GatewayPipeline.Preview.Listening;

namespace GatewayPipeline.Preview.Ads;

/// <summary>The few things that the preview gateway wants to know of a listener.</summary>
internal static class ListenerReading
{
    /// <summary>Names of route configurations that the listener's connection managers ask for.</summary>
    public static IEnumerable<string> RouteNames(Listener listener) =>
        ConnectionManagers(listener).Select(manager => manager.Rds?.RouteConfigName ?? "")
            .Where(name => name.Length > 0);

    /// <summary>Names of the certificates and authorities that the listener's filter chains ask for.</summary>
    public static IEnumerable<string> SecretNames(Listener listener) =>
        FilterChains(listener).Select(TlsOf).OfType<DownstreamTlsContext>().SelectMany(tls => SecretNames(tls.CommonTlsContext));

    /// <summary>How TLS ends on a filter chain; null: it does not.</summary>
    public static DownstreamTlsContext? TlsOf(FilterChain chain) =>
        chain.TransportSocket?.TypedConfig?.TryUnpack<DownstreamTlsContext>(out var tls) is true ? tls : null;

    public static bool ForwardsBytes(FilterChain chain) =>
        chain.Filters.Any(filter => filter.TypedConfig?.Is(TcpProxy.Descriptor) is true);

    /// <exception cref="ListenerRefusedException">It needs what only Envoy can do.</exception>
    public static IPEndPoint Address(Listener listener)
    {
        var chains = FilterChains(listener);
        if (chains.Any(chain => chain.TransportSocket is not null && TlsOf(chain) is null))
        {
            throw new ListenerRefusedException("the preview gateway knows no transport but TLS: install Envoy");
        }

        if (chains.Select(TlsOf).OfType<DownstreamTlsContext>().Any(NamesClients))
        {
            throw new ListenerRefusedException(
                "the preview gateway verifies who signed a client's certificate, not its names or hashes: install Envoy");
        }

        if (ConnectionManagers(listener).Count() + chains.Count(ForwardsBytes) != chains.Length)
        {
            throw new ListenerRefusedException("the preview gateway serves HTTP and forwards TCP only: install Envoy");
        }

        return listener.Address?.SocketAddress is { } address && IPAddress.TryParse(address.Address, out var ip)
            ? new(ip, (int)address.PortValue)
            : throw new ListenerRefusedException("the preview gateway listens on IP addresses only: install Envoy");
    }

    private static IEnumerable<string> SecretNames(CommonTlsContext tls) => tls.TlsCertificateSdsSecretConfigs
        .Append(tls.CombinedValidationContext?.ValidationContextSdsSecretConfig)
        .Select(reference => reference?.Name ?? "")
        .Where(name => name.Length > 0);

    private static bool NamesClients(DownstreamTlsContext tls) =>
        (tls.CommonTlsContext.CombinedValidationContext?.DefaultValidationContext ?? tls.CommonTlsContext.ValidationContext)
            is { } asked
        && (asked.MatchTypedSubjectAltNames.Count > 0 || asked.VerifyCertificateSpki.Count > 0
            || asked.VerifyCertificateHash.Count > 0 || asked.Crl is not null);

    private static ImmutableArray<FilterChain> FilterChains(Listener listener) =>
        listener.DefaultFilterChain is { } last ? [.. listener.FilterChains, last] : [.. listener.FilterChains];

    private static IEnumerable<HttpConnectionManager> ConnectionManagers(Listener listener) =>
        FilterChains(listener)
            .SelectMany(chain => chain.Filters)
            .Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) is true)
            .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>());
}
