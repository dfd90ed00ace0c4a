using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Where a server listens, what it speaks there, and whether that goes with its TLS settings.</summary>
internal static class ServerPortCheck
{
    private static readonly ImmutableArray<string> Files = ["caCertificates", "privateKey", "serverCertificate"];

    public static void Check(Fields server, DiagnosticBag diagnostics)
    {
        var bind = server.Scalar("bind");
        var bindsSocket = bind is not null && AddressCheck.IsSocket(bind.Value);
        CheckBind(bind, bindsSocket, diagnostics);
        if (server.Object("port") is not { } port)
        {
            return;
        }

        CheckNumber(port, bindsSocket, diagnostics);
        if (port.Text("name") is "")
        {
            diagnostics.Add(ValueRules.EmptyValue.At(port.SpanOf("name"), "name"));
        }

        if (port.Integer("targetPort") is > 0)
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(port.KeySpanOf("targetPort"), "targetPort", "on the port of a server")
                .WithHelp("leave it out: a gateway listens at the port's number"));
        }

        if (port.Scalar("protocol") is not { } written)
        {
            return;
        }

        if (PortProtocols.Parse(written.Value) is var protocol and not PortProtocol.Unknown)
        {
            CheckTls(server, protocol, written, diagnostics);
        }
        else
        {
            diagnostics.Add(HttpRules.UnknownWord.At(written.Span, written.Value, "protocol of a server")
                .WithHelp(Spelling.Advice(written.Value, PortProtocols.OfServers) ?? $"use one of {string.Join(", ", PortProtocols.OfServers)}"));
        }
    }

    private static void CheckBind(ScalarSyntax? bind, bool bindsSocket, DiagnosticBag diagnostics)
    {
        if (bind is null || bind.Value.Length is 0)
        {
            return;
        }

        if (bindsSocket)
        {
            AddressCheck.CheckSocket(bind, diagnostics);
        }
        else
        {
            AddressCheck.CheckAddress(bind, diagnostics);
        }
    }

    private static void CheckNumber(Fields port, bool bindsSocket, DiagnosticBag diagnostics)
    {
        var number = port.Integer("number") ?? 0;
        if (bindsSocket && number is not 0)
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(port.SpanOf("number"), "number", "where a server binds a UNIX socket")
                .WithHelp("a socket has no port: leave the number out"));
        }
        else if (!bindsSocket && !port.Has("number"))
        {
            diagnostics.Add(SchemaRules.RequiredField.At(port.Span, "number", "the port of a server").WithHelp("give it a number from 1 to 65535"));
        }
    }

    private static void CheckTls(Fields server, PortProtocol protocol, ScalarSyntax written, DiagnosticBag diagnostics)
    {
        var isEncrypted = protocol is PortProtocol.Https or PortProtocol.Tls;
        if (server.Object("tls") is not { } tls)
        {
            if (isEncrypted)
            {
                diagnostics.Add(ServerRules.TlsMissing.At(written.Span, written.Value)
                    .WithHelp("name a certificate with tls: {mode: SIMPLE, credentialName: NAME}, or let the bytes through with mode PASSTHROUGH"));
            }

            return;
        }

        if (!isEncrypted && !(protocol.IsHttp() && OnlyRedirects(tls)))
        {
            diagnostics.Add(ServerRules.TlsOnPlainPort.At(server.KeySpanOf("tls"), written.Value)
                .Also(written.Span, "the protocol")
                .WithHelp(protocol.IsHttp() ? "only httpsRedirect goes with it; write HTTPS to end TLS here" : "write TLS to end TLS here"));
        }

        if (!protocol.IsHttp() && (tls.Flag("httpsRedirect") ?? false))
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(tls.KeySpanOf("httpsRedirect"), "httpsRedirect", "only plain HTTP is redirected"));
        }
    }

    private static bool OnlyRedirects(Fields tls) => new ServerTls(tls).IsPassthrough
        && !Files.Any(name => tls.Text(name) is { Length: > 0 });
}
