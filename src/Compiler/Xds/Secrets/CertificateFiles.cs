using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>Every file that must lie on the gateway before its listeners may come.</summary>
internal static class CertificateFiles
{
    public static ImmutableArray<string> In(EnvoyResources resources) =>
    [
        .. resources.Secrets.SelectMany(OfSecret).Concat(resources.Listeners.SelectMany(OfListener))
            .Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> OfSecret(TlsV3.Secret secret) =>
        new[] { secret.TlsCertificate?.CertificateChain, secret.TlsCertificate?.PrivateKey, secret.ValidationContext?.TrustedCa }
            .Select(source => source?.Filename ?? "");

    // A list of revoked certificates stands in the listener itself.
    private static IEnumerable<string> OfListener(ListenerV3.Listener listener) =>
        from chain in listener.FilterChains
        where chain.TransportSocket is not null
        let context = chain.TransportSocket.TypedConfig.TryUnpack<TlsV3.DownstreamTlsContext>(out var found) ? found.CommonTlsContext : null
        select (context?.CombinedValidationContext?.DefaultValidationContext ?? context?.ValidationContext)?.Crl?.Filename ?? "";
}
