using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Xds.Secrets;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>The certificates that a server shows: by credential, or as files on the gateway.</summary>
internal sealed class ServerCertificates : ITlsFeature
{
    public ImmutableArray<string> Fields { get; } =
    [
        "credentialName", "credentialNames", "serverCertificate", "privateKey",
        "tlsCertificates[].serverCertificate", "tlsCertificates[].privateKey",
    ];

    public void Check(Fields tls, DiagnosticBag diagnostics)
    {
        ServerTlsCheck.Check(tls, diagnostics);
        if (new ServerTls(tls).IsPassthrough)
        {
            return;
        }

        foreach (var name in tls.Texts("credentialNames").Prepend(tls.Scalar("credentialName")).OfType<ScalarSyntax>().Where(name => name.Value.Length > 0))
        {
            CheckName(name, diagnostics);
        }
    }

    /// <summary>Only what can be the name of a folder on the gateway is read.</summary>
    public static void CheckName(ScalarSyntax name, DiagnosticBag diagnostics)
    {
        if (CredentialName.FolderOf(name.Value) is null)
        {
            diagnostics.Add(TrafficPolicyRules.CredentialForm.At(name.Span, name.Value).WithHelp(CredentialName.Advice(name.Value)));
        }
    }

    public TlsV3.CommonTlsContext Contribute(ServerTls tls) => new()
    {
        TlsCertificateSdsSecretConfigs =
        {
            tls.KeyPairs.Select(pair => new TlsV3.SdsSecretConfig { Name = pair.Name, SdsConfig = ConfigSources.Ads }),
        },
    };
}
