using Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>
/// Puts the files of Secret resources into the listeners and clusters that refer to them, for an Envoy without an
/// agent.
/// </summary>
internal sealed class InlineSecrets(IEnumerable<TlsV3.Secret> secrets)
{
    private readonly Dictionary<string, TlsV3.Secret> byName = secrets.ToDictionary(secret =>
        secret.Name, StringComparer.Ordinal);

    public Any Resolve(Any transportSocket)
    {
        if (transportSocket.TryUnpack<TlsV3.DownstreamTlsContext>(out var server))
        {
            Resolve(server.CommonTlsContext);

            return server.ToAny();
        }

        if (transportSocket.TryUnpack<TlsV3.UpstreamTlsContext>(out var client))
        {
            Resolve(client.CommonTlsContext);

            return client.ToAny();
        }

        if (transportSocket.TryUnpack<ProxyProtocolUpstreamTransport>(out var around))
        {
            around.TransportSocket.TypedConfig = Resolve(around.TransportSocket.TypedConfig);

            return around.ToAny();
        }

        return transportSocket;
    }

    private void Resolve(TlsV3.CommonTlsContext common)
    {
        common.TlsCertificates.AddRange(common.TlsCertificateSdsSecretConfigs.Select(reference => Unwatched(byName[reference.Name].TlsCertificate)));
        common.TlsCertificateSdsSecretConfigs.Clear();
        if (common.CombinedValidationContext is { } combined)
        {
            var whole = combined.DefaultValidationContext.Clone();
            whole.TrustedCa = byName[combined.ValidationContextSdsSecretConfig.Name].ValidationContext.TrustedCa;
            common.ValidationContext = whole;
        }
    }

    // Envoy heeds a watched directory only in a secret that is delivered to it.
    private static TlsV3.TlsCertificate Unwatched(TlsV3.TlsCertificate certificate)
    {
        var copy = certificate.Clone();
        copy.WatchedDirectory = null;

        return copy;
    }
}
