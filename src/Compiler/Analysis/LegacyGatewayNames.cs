using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Gateways that are named as hosts once were: <c>name.namespace.svc.cluster.local</c>.</summary>
internal static class LegacyGatewayNames
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        foreach (var service in subject.Model.AllVirtualServices)
        {
            foreach (var name in service.Source.Spec.Texts("gateways").Where(name => name.Value.Contains('.') && !name.Value.Contains('/')))
            {
                diagnostics.Add(MistakeRules.LegacyGatewayName.At(name.Span, name.Value)
                    .WithHelp($"write '{VirtualService.Resolve(name.Value, service.Source.Namespace)}'"));
            }
        }
    }
}
