using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Clusters;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>Lists what is to lie on the gateway, with the places in the manifests that say so.</summary>
internal static class CertificateUses
{
    public static ImmutableArray<CertificateUse> In(Ir.Gateway gateway, string certificateDirectory)
    {
        return
        [
            .. gateway.Listeners.SelectMany(listener => listener.Chains).Where(chain => chain.Tls is not null).Select(OfChain),
            .. gateway.Clusters.Select(OfCluster).Where(IsSomething),
        ];

        CertificateUse OfChain(Ir.FilterChain chain) =>
            Of(chain.Tls?.Sources ?? [], chain.Tls?.Fields) with { Hosts = chain.ServerNames };

        CertificateUse OfCluster(Ir.Cluster cluster) => Of(UpstreamTls.SourcesOf(cluster), UpstreamTls.Settings(cluster));

        CertificateUse Of(IEnumerable<CertificateSource> sources, Fields? tls)
        {
            var all = sources.ToList();

            return new()
            {
                KeyPairs = [.. all.OfType<CertificateSource.KeyPair>().Select(ToNamed).OfType<NamedKeyPair>()],
                Authority = all.OfType<CertificateSource.Authority>().Select(source => Named(source.File)).FirstOrDefault(),
                Revoked = tls?.Scalar("caCrl") is { Value.Length: > 0 } list ? new(list.Value, list.Span) : null,
            };
        }

        NamedKeyPair? ToNamed(CertificateSource.KeyPair pair) =>
            Named(pair.Chain) is { } chain && Named(pair.Key) is { } key ? new(chain, key) : null;

        NamedFile? Named(CertificateFile file) =>
            file.Origin is { } origin ? new(file.In(certificateDirectory), origin) : null;
    }

    private static bool IsSomething(CertificateUse use) =>
        use is not { KeyPairs: [], Authority: null, Revoked: null };
}
