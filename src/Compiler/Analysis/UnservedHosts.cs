using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Hosts of a VirtualService that its Gateways do not have, so that nobody reaches them there.</summary>
internal static class UnservedHosts
{
    private sealed record Bound(GatewayReference Reference, Gateway Gateway, GatewayHosts Hosts);

    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        var gateways = subject.Model.AllGateways.ToDictionary(
            gateway => gateway.QualifiedName, gateway => (Gateway: gateway, Hosts: new GatewayHosts(gateway)), StringComparer.Ordinal);
        foreach (var service in subject.Model.AllVirtualServices.Where(service => service.Hosts is not []))
        {
            Analyze(
                service,
                [
                    .. service.Gateways.Where(reference => gateways.ContainsKey(reference.Name))
                        .Select(reference => new Bound(reference, gateways[reference.Name].Gateway, gateways[reference.Name].Hosts)),
                ],
                diagnostics);
        }
    }

    private static void Analyze(VirtualService service, ImmutableArray<Bound> bound, DiagnosticBag diagnostics)
    {
        var space = service.Source.Namespace;
        var useful = bound.Where(each => service.Hosts.Any(host => each.Hosts.Has(host, space))).ToArray();
        foreach (var each in bound.Except(useful))
        {
            Report(
                BindingRules.UnservedHost.At(each.Reference.Span, each.Reference.Name, "a host of this VirtualService"), each,
                service.Hosts[0], space, diagnostics);
        }

        // Sidecars know more hosts, so a VirtualService for them as well may have what no Gateway has.
        if (useful is [var first, ..] && service.Gateways.All(reference => reference.Name is not VirtualService.Mesh))
        {
            foreach (var (host, text) in service.Hosts.Zip(service.Source.Spec.Texts("hosts")).Where(host =>
                !bound.Any(each => each.Hosts.Has(host.First, space))))
            {
                Report(BindingRules.UnservedHost.At(text.Span, first.Reference.Name, $"host '{host}'"), first, host, space, diagnostics);
            }
        }
    }

    private static void Report(Diagnostic finding, Bound bound, string host, string space, DiagnosticBag diagnostics) =>
        diagnostics.Add(finding
            .Also(bound.Gateway.Source.NameSpan, $"its hosts: {bound.Hosts}")
            .WithHelp(bound.Hosts.WhyNot(host, space) ?? "add the host to a server of the Gateway, or bind to the Gateway that has it"));
}
