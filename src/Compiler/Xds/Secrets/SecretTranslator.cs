using System.Collections.Immutable;
using GatewayPipeline.Compiler.Xds.Clusters;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>
/// Makes Envoy's Secret resources. They name files and hold nothing secret, so they may lie in a bundle; Envoy reads
/// the files anew when something is moved into their folder.
/// </summary>
internal static class SecretTranslator
{
    public static ImmutableArray<TlsV3.Secret> Translate(Ir.Gateway gateway, string certificateDirectory) =>
    [
        .. gateway.Listeners.SelectMany(listener => listener.Chains)
            .SelectMany(chain => chain.Tls?.Sources ?? [])
            .Concat(gateway.Clusters.SelectMany(UpstreamTls.SourcesOf))
            .DistinctBy(source => source.Name, StringComparer.Ordinal)
            .OrderBy(source => source.Name, StringComparer.Ordinal)
            .Select(source => ToSecret(source, certificateDirectory)),
    ];

    private static TlsV3.Secret ToSecret(CertificateSource source, string directory) => source switch
    {
        CertificateSource.KeyPair pair => new()
        {
            Name = pair.Name,
            TlsCertificate = new()
            {
                CertificateChain = ToDataSource(pair.Chain, directory),
                PrivateKey = ToDataSource(pair.Key, directory),
                WatchedDirectory = Watched(directory, pair.Chain, pair.Key),
            },
        },
        CertificateSource.Authority authority => new()
        {
            Name = authority.Name,
            ValidationContext = new()
            {
                TrustedCa = ToDataSource(authority.File, directory),
                WatchedDirectory = Watched(directory, authority.File),
            },
        },
        _ => throw new InvalidOperationException($"a certificate source of an unknown kind: {source}"),
    };

    private static CoreV3.DataSource ToDataSource(CertificateFile file, string directory) =>
        new() { Filename = file.In(directory) };

    // Envoy watches one folder. For files in several it watches each file itself, which a swapped link escapes.
    private static CoreV3.WatchedDirectory? Watched(string directory, params ReadOnlySpan<CertificateFile> files)
    {
        var folder = FolderOf(files[0].In(directory));
        foreach (var file in files)
        {
            if (FolderOf(file.In(directory)) != folder)
            {
                return null;
            }
        }

        return folder is "" ? null : new() { Path = folder };
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "";
}
