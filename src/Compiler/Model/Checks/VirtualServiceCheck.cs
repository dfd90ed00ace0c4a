using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What a VirtualService says of its hosts, its gateways and its rules as a whole, by Istio's validation.</summary>
internal static class VirtualServiceCheck
{
    private const string ClaimPrefix = "@request.auth.claims";

    private static readonly ImmutableArray<string> Rules = ["http", "tls", "tcp"];
    private static readonly ImmutableArray<string> NotInDelegates = ["gateways", "tls", "tcp"];

    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var spec = source.Spec;
        if (!Rules.Any(name => IsGiven(spec, name)))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(source.NameSpan, "this VirtualService", string.Join(" or ", Rules)));
        }

        var isDelegate = spec.Texts("hosts") is [];
        if (isDelegate)
        {
            CheckDelegate(spec, diagnostics);
        }
        else
        {
            GatewayNameCheck.Check(spec, diagnostics);
            CheckHosts(spec, diagnostics);
            CheckClaims(spec, diagnostics);
        }

        foreach (var rule in spec.Objects("http"))
        {
            HttpMatchCheck.Check(rule, diagnostics);
        }

        L4RuleCheck.Check(spec, diagnostics);
        ExportToCheck.Check(source, diagnostics);
    }

    private static bool IsGiven(Fields spec, string name) => spec.Node(name) is SequenceSyntax { Items.Length: > 0 };

    // Others put its rules among their own, and bring hosts and gateways with them.
    private static void CheckDelegate(Fields spec, DiagnosticBag diagnostics)
    {
        const string Where = "in a VirtualService without hosts, which others delegate to";
        foreach (var name in NotInDelegates.Where(name => IsGiven(spec, name)))
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(spec.KeySpanOf(name), name, Where)
                .WithHelp("give it hosts if it is to stand on its own"));
        }

        foreach (var rule in spec.Objects("http").Where(rule => rule.Has("delegate")))
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(rule.KeySpanOf("delegate"), "delegate", Where)
                .WithHelp("delegates have no delegates of their own: write the rules here"));
        }
    }

    private static void CheckHosts(Fields spec, DiagnosticBag diagnostics)
    {
        var hosts = spec.Texts("hosts");
        var isForSni = spec.Objects("tls").SelectMany(rule => rule.Objects("match")).Any(match => match.Texts("sniHosts") is not []);
        var valid = hosts.Count(host => (isForSni && ServerNameCheck.IsGenerated(host.Value)) || NameCheck.CheckHostOrAddress(host, diagnostics));
        var isInMesh = spec.Texts("gateways") is var gateways && (gateways is [] || IsForMesh(gateways));
        if (isInMesh && hosts.FirstOrDefault(host => host.Value is "*") is { } everything)
        {
            diagnostics.Add(HttpRules.EveryHostInMesh.At(everything.Span, "*").WithHelp("name a Gateway under gateways, or the hosts"));
        }
        else if (valid == hosts.Length)
        {
            CheckOverlaps(hosts, diagnostics);
        }
    }

    private static void CheckOverlaps(ImmutableArray<ScalarSyntax> hosts, DiagnosticBag diagnostics)
    {
        for (var i = 1; i < hosts.Length; i++)
        {
            var host = hosts[i];
            if (hosts.Take(i).FirstOrDefault(other => Overlap(host.Value, other.Value)) is { } earlier)
            {
                diagnostics.Add(HttpRules.HostTwice.At(host.Span, host.Value, earlier.Value).Also(earlier.Span, "here"));
            }
        }
    }

    // Only a gateway looks into tokens.
    private static void CheckClaims(Fields spec, DiagnosticBag diagnostics)
    {
        if (spec.Texts("gateways") is var gateways && gateways is not [] && !IsForMesh(gateways))
        {
            return;
        }

        foreach (var header in spec.Objects("http").SelectMany(rule => rule.Objects("match"))
            .SelectMany(match => match.Map("headers").Concat(match.Map("withoutHeaders")))
            .Where(header => header.Key.Value.StartsWith(ClaimPrefix, StringComparison.Ordinal)))
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(header.Key.Span, header.Key.Value, "in a VirtualService that is bound to the mesh")
                .WithHelp("name a Gateway under gateways, and leave 'mesh' out"));
        }
    }

    private static bool IsForMesh(ImmutableArray<ScalarSyntax> gateways) =>
        gateways.Any(gateway => gateway.Value is VirtualService.Mesh);

    private static bool Overlap(string host, string other) => HostName.IsSubsetOf(host, other) || HostName.IsSubsetOf(other, host);
}
