using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>A traffic policy says something, and its settings of single ports say for which port.</summary>
internal static class PortPolicyCheck
{
    public static void Check(IEnumerable<Fields> policies, DiagnosticBag diagnostics)
    {
        foreach (var policy in policies)
        {
            if (policy.Mapping.Entries is [])
            {
                diagnostics.Add(ValueRules.EmptyValue.At(policy.Span, "trafficPolicy"));
            }

            foreach (var settings in policy.Objects("portLevelSettings").Where(settings => settings.Object("port")?.Integer("number") is null or 0))
            {
                diagnostics.Add(
                    SchemaRules.RequiredField.At(settings.Span, "port.number", "an entry of portLevelSettings"));
            }
        }
    }
}
