using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

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
        if (Credentials(tls) is not [] and var credentials)
        {
            return [.. credentials.Select(named => CertificateSource.KeyPair.OfCredential(named.Folder, named.Origin))];
        }

        var owners = tls.Objects("tlsCertificates") is not [] and var several ? several : [tls];

        return
        [
            .. from owner in owners
               let chain = owner.Scalar("serverCertificate")
               let key = owner.Scalar("privateKey")
               where chain is { Value.Length: > 0 } && key is { Value.Length: > 0 }
               select CertificateSource.KeyPair.OfFiles(chain, key),
        ];
    }

    private static CertificateSource.Authority? AuthorityOf(Fields tls)
    {
        if (CredentialName.FolderOfAuthority(tls.Text("caCertCredentialName")) is { } own)
        {
            return CertificateSource.Authority.OfCredential(own, tls.SpanOf("caCertCredentialName"));
        }

        if (Credentials(tls) is [var (folder, origin), ..])
        {
            return CertificateSource.Authority.OfCredential(folder, origin);
        }

        return tls.Scalar("caCertificates") is { Value.Length: > 0 } file
            ? CertificateSource.Authority.OfFile(file.Value, file.Span)
            : null;
    }

    private static IEnumerable<(string Folder, SourceSpan Origin)> NamedCredentials(Fields tls) =>
        from name in tls.Texts("credentialNames").Prepend(tls.Scalar("credentialName"))
        where name is { Value.Length: > 0 }
        let folder = CredentialName.FolderOf(name.Value)
        where folder is not null
        select (folder, name.Span);

    private static ImmutableArray<(string Folder, SourceSpan Origin)> Credentials(Fields tls) =>
        [.. NamedCredentials(tls).DistinctBy(named => named.Folder, StringComparer.Ordinal)];
}
