using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Secrets;
using SanType = Envoy.Extensions.TransportSockets.Tls.V3.SubjectAltNameMatcher.Types.SanType;
using TlsProtocol = Envoy.Extensions.TransportSockets.Tls.V3.TlsParameters.Types.TlsProtocol;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// TLS towards the endpoints: <c>tls</c>. Their certificate is verified against the system's authorities unless the
/// policy names one of its own, or says that nothing is to be verified.
/// </summary>
internal sealed class UpstreamTls : IClusterFeature
{
    /// <summary>
    /// Where the images of Envoy, and Debian and its kin, keep the authorities that the system trusts.
    /// </summary>
    public const string SystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

    private const string SocketName = "envoy.transport_sockets.tls";

    private static readonly ImmutableArray<SanType> NameTypes =
        [SanType.Dns, SanType.Uri, SanType.Email, SanType.IpAddress];

    public ImmutableArray<string> Fields { get; } =
    [
        "tls.mode", "tls.sni", "tls.subjectAltNames", "tls.insecureSkipVerify", "tls.credentialName",
        "tls.caCertificates", "tls.caCrl", "tls.clientCertificate", "tls.privateKey",
    ];

    /// <summary>The transport socket of a cluster that speaks TLS; null for plain text.</summary>
    public static CoreV3.TransportSocket? SocketOf(Ir.Cluster cluster) => Settings(cluster) is { } tls
        ? new() { Name = SocketName, TypedConfig = ToContext(tls, cluster).ToAny() }
        : null;

    /// <summary>The certificates and authorities that its transport socket refers to.</summary>
    public static IEnumerable<CertificateSource> SourcesOf(Ir.Cluster cluster) => Settings(cluster) is { } tls
        ? new CertificateSource?[] { KeyPair(tls), IsUnverified(tls) ? null : Authority(tls) }.OfType<CertificateSource>()
        : [];

    public void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("tls") is { } tls)
        {
            UpstreamTlsCheck.Check(tls, diagnostics);
        }
    }

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target) =>
        target.TransportSocket = SocketOf(cluster);

    // Without a name of its own, the client's Host stands in: as server name, and as the name that the certificate must
    // have.
    public void WriteHttp(Ir.Cluster cluster, HttpV3.HttpProtocolOptions target)
    {
        if (Settings(cluster) is { } tls && tls.Text("sni") is null or "")
        {
            target.UpstreamHttpProtocolOptions = new()
            {
                AutoSni = true,
                AutoSanValidation = !IsUnverified(tls) && tls.Texts("subjectAltNames") is [],
            };
        }
    }

    internal static string? Mode(Fields tls) => tls.Choice("mode", "DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL");

    internal static bool IsUnverified(Fields tls) => tls.Flag("insecureSkipVerify") ?? false;

    internal static Fields? Settings(Ir.Cluster cluster) =>
        cluster.Policy("tls") is { } tls && Mode(tls) is "SIMPLE" or "MUTUAL" ? cluster.Policy("tls") : null;

    private static TlsV3.UpstreamTlsContext ToContext(Fields tls, Ir.Cluster cluster)
    {
        var common = new TlsV3.CommonTlsContext
        {
            TlsParams = new(
                ) { TlsMinimumProtocolVersion = TlsProtocol.Tlsv12, TlsMaximumProtocolVersion = TlsProtocol.Tlsv13 },
        };
        if (IsUnverified(tls))
        {
            common.ValidationContext = new();
        }
        else
        {
            common.CombinedValidationContext = new()
            {
                DefaultValidationContext = ToValidation(tls, cluster),
                ValidationContextSdsSecretConfig = ToReference(Authority(tls)),
            };
        }

        if (HttpVersion.IsHttp2(cluster))
        {
            common.AlpnProtocols.Add("h2");
        }

        if (KeyPair(tls) is { } pair)
        {
            common.TlsCertificateSdsSecretConfigs.Add(ToReference(pair));
        }

        return new() { Sni = tls.Text("sni") ?? "", CommonTlsContext = common };
    }

    private static TlsV3.CertificateValidationContext ToValidation(Fields tls, Ir.Cluster cluster) => new()
    {
        Crl = tls.Text("caCrl") is { Length: > 0 } revoked ? new() { Filename = revoked } : null,
        MatchTypedSubjectAltNames =
        {
            from name in tls.Texts("subjectAltNames") is not [] and var own ? own.Select(text => text.Value) : cluster.Service.SubjectAltNames
            from type in NameTypes
            select new TlsV3.SubjectAltNameMatcher { SanType = type, Matcher = new() { Exact = name } },
        },
    };

    private static TlsV3.SdsSecretConfig ToReference(CertificateSource source) =>
        new() { Name = source.Name, SdsConfig = ConfigSources.Ads };

    // Only mode MUTUAL shows a certificate; what another names is passed over.
    private static CertificateSource.KeyPair? KeyPair(Fields tls)
    {
        if (Mode(tls) is not "MUTUAL")
        {
            return null;
        }

        if (CredentialName.FolderOf(tls.Text("credentialName")) is { } folder)
        {
            return CertificateSource.KeyPair.OfCredential(folder, tls.SpanOf("credentialName"));
        }

        return tls.Scalar("clientCertificate") is { Value.Length: > 0 } chain
            && tls.Scalar("privateKey") is { Value.Length: > 0 } key
            ? CertificateSource.KeyPair.OfFiles(chain, key)
            : null;
    }

    private static CertificateSource.Authority Authority(Fields tls) =>
        CredentialName.FolderOfAuthority(tls.Text("credentialName")) is { } folder
            ? CertificateSource.Authority.OfCredential(folder, tls.SpanOf("credentialName"))
        : tls.Text("caCertificates") is { Length: > 0 } file and not "system"
            ? CertificateSource.Authority.OfFile(file, tls.SpanOf("caCertificates"))
        : CertificateSource.Authority.OfFile(SystemAuthorities, null);
}
