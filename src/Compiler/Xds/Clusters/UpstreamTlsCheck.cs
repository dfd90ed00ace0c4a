using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Secrets;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>What the <c>tls</c> of a traffic policy says wrong.</summary>
internal static class UpstreamTlsCheck
{
    private static readonly ImmutableArray<string> OwnFiles = ["clientCertificate", "privateKey"];
    private static readonly ImmutableArray<string> Files = [.. OwnFiles, "caCertificates", "caCrl"];
    private static readonly ImmutableArray<string> Verification = ["caCertificates", "subjectAltNames"];

    public static void Check(Fields tls, DiagnosticBag diagnostics)
    {
        var mode = UpstreamTls.Mode(tls);
        if (mode is "ISTIO_MUTUAL")
        {
            diagnostics.Add(TrafficPolicyRules.MeshCertificate.At(tls.SpanOf("mode"), "ISTIO_MUTUAL")
                .WithHelp("use MUTUAL with a credentialName, or SIMPLE"));
        }

        if (mode is not ("SIMPLE" or "MUTUAL"))
        {
            return;
        }

        if (UpstreamTls.IsUnverified(tls))
        {
            CheckUnverified(tls, mode, diagnostics);
        }

        if (tls.Text("credentialName") is { Length: > 0 } credential)
        {
            CheckCredential(tls, credential, diagnostics);
        }
        else if (mode is "MUTUAL")
        {
            foreach (var missing in OwnFiles.Where(name => !IsSaid(tls, name)))
            {
                diagnostics.Add(SchemaRules.RequiredField.At(tls.Span, missing, "tls")
                    .WithHelp("mode MUTUAL shows a certificate of its own: name a credential, or a certificate and its key"));
            }
        }
    }

    private static void CheckCredential(Fields tls, string credential, DiagnosticBag diagnostics)
    {
        if (CredentialName.FolderOf(credential) is null)
        {
            diagnostics.Add(TrafficPolicyRules.CredentialForm.At(tls.SpanOf("credentialName"), credential)
                .WithHelp(CredentialName.Advice(credential)));
        }

        if (Files.Where(name => IsSaid(tls, name)).ToList() is [var first, ..] files)
        {
            diagnostics.Add(
                ValueRules.OneOf.At(tls.KeySpanOf(first), $"credentialName and {string.Join(", ", files)}"));
        }
    }

    private static void CheckUnverified(Fields tls, string mode, DiagnosticBag diagnostics)
    {
        // A credential of mode SIMPLE is an authority, and nothing else.
        var useless = Verification.Where(name => IsSaid(tls, name))
            .Concat(mode is "SIMPLE" && IsSaid(tls, "credentialName") ? ["credentialName"] : [])
            .ToList();
        if (useless is [var first, ..])
        {
            diagnostics.Add(ValueRules.OneOf.At(tls.KeySpanOf(first), $"insecureSkipVerify and {string.Join(", ", useless)}")
                .WithHelp("leave out one side: what is not verified needs nothing to be verified with"));
        }
    }

    private static bool IsSaid(Fields tls, string name) =>
        tls.Text(name) is { Length: > 0 } || tls.Texts(name) is not [];
}
