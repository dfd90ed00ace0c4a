using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Gateways under <c>match</c> that are not among those of the VirtualService, so that the match never counts.</summary>
internal static class MatchedGateways
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        foreach (var service in subject.Model.AllVirtualServices.Where(service => service.Hosts is not []))
        {
            var matches = service.Http.SelectMany(rule => rule.Matches)
                .Concat(service.Tls.Concat(service.Tcp).SelectMany(rule => rule.Matches));
            foreach (var name in matches.SelectMany(match => match.Texts("gateways")))
            {
                var gateway = VirtualService.Resolve(name.Value, service.Source.Namespace);
                if (!service.IsBoundTo(gateway) && !(gateway is VirtualService.Mesh && service.Gateways is []))
                {
                    diagnostics.Add(BindingRules.GatewayNotBound.At(name.Span, gateway)
                        .Also(service.Source.Spec.SpanOf("gateways"), "it is bound to these")
                        .WithHelp(Spelling.Advice(gateway, service.Gateways.Select(reference => reference.Name))
                            ?? $"add '{name.Value}' to the gateways of the VirtualService, or take it out here"));
                }
            }
        }
    }
}
