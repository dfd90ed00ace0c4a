using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>The ports of a ServiceEntry: names and numbers of their own, and protocols that there are.</summary>
internal static class ServicePortCheck
{
    private static readonly ImmutableArray<string> Protocols = [.. PortProtocols.OfServers, "UDP"];

    public static void Check(Fields spec, DiagnosticBag diagnostics)
    {
        var ports = spec.Objects("ports");
        var names = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        var numbers = new Dictionary<long, SourceSpan>();
        foreach (var port in ports)
        {
            if (port.Scalar("name") is { } name)
            {
                NameCheck.CheckLabel(name.Value, "a port", name.Span, diagnostics);
                CheckUnique(names, name.Value, name, "a port named", diagnostics);
            }

            if (port.Integer("number") is { } number && port.Scalar("number") is { } written)
            {
                CheckUnique(numbers, number, written, "port", diagnostics);
            }

            CheckTarget(port, diagnostics);
        }

        CheckHostsAreTold(spec, ports, diagnostics);
    }

    private static void CheckUnique<T>(Dictionary<T, SourceSpan> known, T key, ScalarSyntax written, string what, DiagnosticBag diagnostics)
        where T : notnull
    {
        if (!known.TryAdd(key, written.Span))
        {
            diagnostics.Add(NameRules.Twice.At(written.Span, what, written.Value).Also(known[key], "the first one"));
        }
    }

    private static void CheckTarget(Fields port, DiagnosticBag diagnostics)
    {
        if (port.Integer("targetPort") is > ushort.MaxValue)
        {
            diagnostics.Add(SchemaRules.OutOfRange.At(port.SpanOf("targetPort"), "targetPort", $"from 1 to {ushort.MaxValue}"));
        }

        if (port.Scalar("protocol") is { Value.Length: > 0 } protocol && PortProtocols.Parse(protocol.Value) is PortProtocol.Unknown)
        {
            diagnostics.Add(HttpRules.UnknownWord.At(protocol.Span, protocol.Value, "protocol of a port")
                .WithHelp(Spelling.Advice(protocol.Value, Protocols) ?? $"use one of {string.Join(", ", Protocols)}"));
        }
    }

    // A request names its host, and a TLS handshake does; plain bytes do not.
    private static void CheckHostsAreTold(Fields spec, ImmutableArray<Fields> ports, DiagnosticBag diagnostics)
    {
        if (spec.Texts("hosts") is not [_, _, ..] || ResolutionCheck.Of(spec) is null or "NONE")
        {
            return;
        }

        foreach (var port in ports)
        {
            var protocol = PortProtocols.Parse(port.Text("protocol"));
            var isMisspelt = protocol is PortProtocol.Unknown && port.Text("protocol") is { Length: > 0 };
            if (!isMisspelt && !protocol.IsHttp() && protocol is not (PortProtocol.Https or PortProtocol.Tls))
            {
                diagnostics.Add(ServiceRules.HostNotTold.At(port.SpanOf("protocol"), port.Text("protocol") is { Length: > 0 } said ? said : "TCP")
                    .WithHelp("write one ServiceEntry for each host"));
            }
        }
    }
}
