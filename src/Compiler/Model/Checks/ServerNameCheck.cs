using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>The server names of a TLS match: each lies under a host of the VirtualService.</summary>
internal static class ServerNameCheck
{
    private const string GeneratedPrefix = "outbound_.";

    /// <summary>Names that Istio makes for connections between its clusters have a form of their own.</summary>
    public static bool IsGenerated(string name) => name.StartsWith(GeneratedPrefix, StringComparison.Ordinal)
        && name.AsSpan(GeneratedPrefix.Length) is [>= '0' and <= '8', ..];

    public static void Check(ScalarSyntax name, ImmutableArray<ScalarSyntax> hosts, bool mayBeGenerated, DiagnosticBag diagnostics)
    {
        if (DomainName.IsAddress(name.Value))
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(name.Span, name.Value, "clients send no address as server name"));
        }
        else if (((mayBeGenerated && IsGenerated(name.Value)) || NameCheck.CheckHost(name, diagnostics))
            && !hosts.Any(host => HostName.IsSubsetOf(name.Value, host.Value)))
        {
            diagnostics.Add(HttpRules.ServerNameElsewhere.At(name.Span, name.Value)
                .WithHelp($"add it to hosts, or name one of {string.Join(", ", hosts.Select(host => host.Value))}"));
        }
    }
}
