using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>Where a server finds its certificates and its authority, in the order in which Istio looks.</summary>
internal static class ServerCertificateSources
{
    extension(ServerTls tls)
    {
        public ImmutableArray<CertificateSource.KeyPair> KeyPairs => KeyPairsOf(tls.Fields);

        /// <summary>Null where clients are not asked for a certificate.</summary>
        public CertificateSource.Authority? Authority => tls.AsksClients ? AuthorityOf(tls.Fields) : null;

        public IEnumerable<CertificateSource> Sources =>
            tls.KeyPairs.Concat<CertificateSource?>([tls.Authority]).OfType<CertificateSource>();
    }

    private static ImmutableArray<CertificateSource.KeyPair> KeyPairsOf(Fields tls)
    {
        if (CredentialFolders(tls) is not [] and var folders)
        {
            return [.. folders.Select(CertificateSource.KeyPair.OfCredential)];
        }

        var owners = tls.Objects("tlsCertificates") is not [] and var several ? several : [tls];

        return
        [
            .. from owner in owners
               let chain = owner.Text("serverCertificate")
               let key = owner.Text("privateKey")
               where !string.IsNullOrEmpty(chain) && !string.IsNullOrEmpty(key)
               select CertificateSource.KeyPair.OfFiles(chain, key),
        ];
    }

    private static CertificateSource.Authority? AuthorityOf(Fields tls)
    {
        if (CredentialName.FolderOfAuthority(tls.Text("caCertCredentialName")) is { } own)
        {
            return CertificateSource.Authority.OfCredential(own);
        }

        if (CredentialFolders(tls) is [var first, ..])
        {
            return CertificateSource.Authority.OfCredential(first);
        }

        return tls.Objects("tlsCertificates").Prepend(tls).Select(owner => owner.Text("caCertificates"))
            .FirstOrDefault(path => !string.IsNullOrEmpty(path)) is { } file
            ? CertificateSource.Authority.OfFile(file)
            : null;
    }

    private static ImmutableArray<string> CredentialFolders(Fields tls)
    {
        var several = tls.Texts("credentialNames").Select(name => name.Value);
        var names = tls.Text("credentialName") is { Length: > 0 } single ? several.Prepend(single) : several;

        return [.. names.Select(CredentialName.FolderOf).OfType<string>().Distinct(StringComparer.Ordinal)];
    }
}
