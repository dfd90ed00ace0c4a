using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What the rules under <c>tls</c> and <c>tcp</c> say wrong.</summary>
internal static class L4RuleCheck
{
    public static void Check(Fields spec, DiagnosticBag diagnostics)
    {
        foreach (var rule in spec.Objects("tcp"))
        {
            CheckRule(rule, diagnostics);
        }

        var mayBeGenerated = !spec.Texts("gateways").Any(gateway => gateway.Value is VirtualService.Mesh);
        foreach (var rule in spec.Objects("tls"))
        {
            CheckRule(rule, diagnostics);
            CheckEmpty(rule, "match", diagnostics);
            foreach (var match in rule.Objects("match"))
            {
                CheckEmpty(match, "sniHosts", diagnostics);
                foreach (var name in match.Texts("sniHosts"))
                {
                    ServerNameCheck.Check(name, spec.Texts("hosts"), mayBeGenerated, diagnostics);
                }
            }
        }
    }

    private static void CheckRule(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Objects("route") is [])
        {
            diagnostics.Add(ValueRules.NoAction.At(rule.Has("route") ? rule.KeySpanOf("route") : rule.Span, "route")
                .WithHelp("say where the connection goes"));
        }

        DestinationCheck.CheckAll(rule, diagnostics);
        foreach (var match in rule.Objects("match"))
        {
            MatchCheck.Check(match, diagnostics);
            foreach (var subnet in match.Texts("destinationSubnets"))
            {
                AddressCheck.CheckRange(subnet, diagnostics);
            }
        }
    }

    // One that is missing altogether is the vocabulary's to report.
    private static void CheckEmpty(Fields owner, string name, DiagnosticBag diagnostics)
    {
        if (owner.Node(name) is Syntax.SequenceSyntax { Items: [] })
        {
            diagnostics.Add(ValueRules.EmptyValue.At(owner.KeySpanOf(name), name));
        }
    }
}
