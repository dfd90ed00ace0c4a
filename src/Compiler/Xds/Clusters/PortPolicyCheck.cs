using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>A traffic policy says something, and its settings of single ports say for which port.</summary>
internal static class PortPolicyCheck
{
    private static readonly ImmutableArray<string> Parts = ["loadBalancer", "connectionPool", "outlierDetection", "tls"];

    public static void Check(IEnumerable<Fields> policies, DiagnosticBag diagnostics)
    {
        foreach (var policy in policies)
        {
            if (!policy.Mapping.Entries.Any(IsGiven))
            {
                diagnostics.Add(ValueRules.EmptyValue.At(policy.Span, "trafficPolicy"));
            }

            foreach (var settings in policy.Objects("portLevelSettings"))
            {
                CheckSettings(settings, diagnostics);
            }
        }
    }

    private static bool IsGiven(EntrySyntax entry) => entry.Value is not (ScalarSyntax { IsNull: true } or SequenceSyntax { Items: [] });

    private static void CheckSettings(Fields settings, DiagnosticBag diagnostics)
    {
        if (settings.Object("port") is not { } port)
        {
            diagnostics.Add(SchemaRules.RequiredField.At(settings.Span, "port", "an entry of portLevelSettings").WithHelp("add 'port' with its number"));
        }
        else if (port.Integer("number") is null or 0)
        {
            diagnostics.Add(ValueRules.WithoutEffect.At(settings.KeySpanOf("port"), "portLevelSettings", "no port is named here").WithHelp("add 'number'"));
        }

        if (!Parts.Any(settings.Has))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(settings.Span, "an entry of portLevelSettings", string.Join(" or ", Parts)));
        }
    }
}
