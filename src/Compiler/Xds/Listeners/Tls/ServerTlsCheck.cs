using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Listeners.Tls;

/// <summary>Which certificates a server's mode needs, which it cannot have, and from how many sources they come.</summary>
internal static class ServerTlsCheck
{
    private const int MostCertificates = 2;

    private static readonly ImmutableArray<string> OfPassthrough = ["caCrl", "serverCertificate", "privateKey", "caCertificates", "credentialName"];

    private static readonly ImmutableArray<string> NotFromMesh =
        ["serverCertificate", "privateKey", "caCertificates", "credentialName", "credentialNames", "tlsCertificates"];

    private static readonly ImmutableArray<string> KeyPair = ["serverCertificate", "privateKey"];
    private static readonly ImmutableArray<string> Sources = ["credentialName", "credentialNames", "tlsCertificates"];

    public static void Check(Fields tls, DiagnosticBag diagnostics)
    {
        var settings = new ServerTls(tls);
        if (settings.IsPassthrough)
        {
            foreach (var name in OfPassthrough.Where(name => IsGiven(tls, name)))
            {
                diagnostics.Add(ValueRules.WithoutEffect.At(tls.KeySpanOf(name), name, "in mode PASSTHROUGH the bytes go on as they are"));
            }

            CheckSources(tls, diagnostics);
            if (IsGiven(tls, "caCrl") && IsGiven(tls, "credentialName"))
            {
                diagnostics.Add(ValueRules.NotAllowedHere.At(tls.KeySpanOf("caCrl"), "caCrl", "beside credentialName").WithHelp("put the list into the credential"));
            }
        }
        else if (settings.Mode is TlsMode.IstioMutual)
        {
            foreach (var name in NotFromMesh.Where(name => IsGiven(tls, name)))
            {
                diagnostics.Add(ValueRules.NotAllowedHere.At(tls.KeySpanOf(name), name, "in mode ISTIO_MUTUAL, whose certificates come from the mesh"));
            }
        }
        else
        {
            CheckCertificates(settings, diagnostics);
        }
    }

    private static void CheckCertificates(ServerTls settings, DiagnosticBag diagnostics)
    {
        var tls = settings.Fields;
        CheckSources(tls, diagnostics);
        foreach (var name in Sources.Where(name => Count(tls, name) > MostCertificates))
        {
            diagnostics.Add(ServerRules.TooManyCertificates.At(tls.KeySpanOf(name), $"{Count(tls, name)}")
                .WithHelp("keep one for RSA and one for ECDSA, or write a server for each host"));
        }

        if (!IsGiven(tls, "credentialName") && !IsGiven(tls, "credentialNames"))
        {
            CheckFiles(settings, diagnostics);
        }
    }

    private static void CheckSources(Fields tls, DiagnosticBag diagnostics)
    {
        var sources = Sources.Where(name => IsGiven(tls, name)).ToList();
        if (KeyPair.All(name => IsGiven(tls, name)))
        {
            sources.Add("serverCertificate");
        }

        if (sources is [var first, var second, ..])
        {
            diagnostics.Add(ValueRules.OneOf.At(tls.KeySpanOf(second), string.Join(", ", sources))
                .Also(tls.KeySpanOf(first), $"{first} is here")
                .WithHelp("name the certificates in one way"));
        }
    }

    private static void CheckFiles(ServerTls settings, DiagnosticBag diagnostics)
    {
        var tls = settings.Fields;
        var owners = tls.Objects("tlsCertificates") is not [] and var several ? several : [tls];
        foreach (var owner in owners)
        {
            foreach (var name in KeyPair.Where(name => !IsGiven(owner, name)))
            {
                diagnostics.Add(SchemaRules.RequiredField.At(owner.Span, name, "tls")
                    .WithHelp("name a folder of the certificate directory in credentialName, or files in serverCertificate and privateKey"));
            }
        }

        if (settings.AsksClients && !IsGiven(tls, "caCertificates"))
        {
            diagnostics.Add(SchemaRules.RequiredField.At(tls.Span, "caCertificates", "tls")
                .WithHelp("without an authority every certificate of a client would do"));
        }

        if (settings.Mode is TlsMode.Simple && IsGiven(tls, "caCrl"))
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(tls.KeySpanOf("caCrl"), "caCrl", "in mode SIMPLE, which asks clients for no certificate")
                .WithHelp("leave it out, or choose mode MUTUAL"));
        }
    }

    private static bool IsGiven(Fields fields, string name) => fields.Text(name) is { Length: > 0 } || Count(fields, name) > 0;

    private static int Count(Fields fields, string name) => fields.Node(name) is Syntax.SequenceSyntax list ? list.Items.Length : 0;
}
