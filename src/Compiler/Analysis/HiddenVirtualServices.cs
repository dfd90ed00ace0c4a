using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>VirtualServices that are bound to a Gateway of this fleet, and that their <c>exportTo</c> hides from it.</summary>
internal static class HiddenVirtualServices
{
    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var home = subject.Model.Fleet.Namespace;
        foreach (var service in subject.Model.AllVirtualServices.Where(service => !service.Visibility.Reaches(home)))
        {
            if (service.Hosts is not [] && service.Gateways.FirstOrDefault(reference => subject.Gateways.ContainsKey(reference.Name)) is { } bound)
            {
                diagnostics.Add(BindingRules.HiddenVirtualService.At(service.Source.Spec.SpanOf("exportTo"), home)
                    .Also(bound.Span, $"it is bound to this gateway, which serves from namespace '{home}'")
                    .WithHelp($"add '{home}' to exportTo, or leave exportTo out"));
            }
        }
    }
}
