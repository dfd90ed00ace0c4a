using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Envoy.Extensions.TransportSockets.Tls.V3;

namespace GatewayPipeline.Preview.Listening;

/// <summary>Reads the files that a TLS context names; anew for each connection, so that a renewed one counts at once.</summary>
internal sealed class ServerTlsOptions(IReadOnlyDictionary<string, Secret> secrets, string folder)
{
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file is not what it should
    /// be.</exception>
    public SslServerAuthenticationOptions Of(DownstreamTlsContext tls)
    {
        var common = tls.CommonTlsContext;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Certificate(secrets[common.TlsCertificateSdsSecretConfigs[0].Name].TlsCertificate),
            ApplicationProtocols = [.. common.AlpnProtocols.Select(name => new SslApplicationProtocol(name))],
        };
        if (common.CombinedValidationContext?.ValidationContextSdsSecretConfig is { } reference)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(PathOf(secrets[reference.Name].ValidationContext.TrustedCa.Filename));
            var isRequired = tls.RequireClientCertificate ?? false;
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown is X509Certificate2 certificate ? IsSignedBy(authorities, certificate) : !isRequired;
        }

        return options;
    }

    private SslStreamCertificateContext Certificate(TlsCertificate files)
    {
        var chain = PathOf(files.CertificateChain.Filename);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(chain);

        return SslStreamCertificateContext.Create(
            X509Certificate2.CreateFromPemFile(chain, PathOf(files.PrivateKey.Filename)),
            [.. all.Skip(1)],
            offline: true);
    }

    private string PathOf(string file) => Path.Combine(folder, file);

    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        return chain.Build(certificate);
    }
}
