using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Turns objects into symbols, and reports names that lead nowhere.</summary>
internal static class Binder
{
    public static GatewayModel Bind(
        ImmutableArray<ManifestObject> objects, FleetSet fleets, MeshSettings mesh, DiagnosticBag diagnostics)
    {
        var fleet = fleets.Chosen;
        var byKind = objects.ToLookup(source => source.Kind, StringComparer.Ordinal);
        var gateways = byKind["Gateway"].Select(source => Gateway.Bind(source, mesh)).OldestFirst(gateway => gateway.Source).ToImmutableArray();
        var virtualServices =
            byKind["VirtualService"].Select(source => VirtualService.Bind(source, fleet, mesh.ExportTo.VirtualServices)).ToImmutableArray();

        ReportUnknownGateways(gateways, virtualServices, diagnostics);

        return new()
        {
            Fleet = fleet,
            Fleets = fleets.All,
            Mesh = mesh,
            Gateways = [.. gateways.Where(gateway => gateway.Selects(fleet))],
            AllGateways = gateways,
            AllVirtualServices = virtualServices,
            VirtualServices = InMergeOrder(new Delegates(virtualServices, fleet, diagnostics).Resolve(), fleet),
            Services = BindServices(byKind, fleet, mesh, resolveNames: diagnostics.Profile is Profile.Edge),
            DestinationRules = new(
                byKind["DestinationRule"].Select(source => DestinationRule.Bind(source, fleet, mesh.ExportTo.DestinationRules)), fleet),
            Grants = HostGrants.Of(byKind[HostGrantReader.Kind], fleet.RootNamespace),
        };
    }

    private static ServiceRegistry BindServices(
        ILookup<string, ManifestObject> byKind, Fleet fleet, MeshSettings mesh, bool resolveNames)
    {
        var workloads = byKind["WorkloadEntry"].OldestFirst(source => source).Select(Workload.BindEntry)
            .ToLookup(workload => workload.Namespace, StringComparer.Ordinal);
        var slices = byKind["EndpointSlice"].OldestFirst(source => source).Select(EndpointSlice.Bind)
            .ToLookup(slice => (slice.Namespace, slice.Service));

        return new(
            [
                .. byKind["Service"].Select(source => KubernetesServices.Bind(source, fleet, workloads, slices, mesh.ExportTo.Services, resolveNames)),
                .. byKind["ServiceEntry"].SelectMany(source => ServiceEntries.Bind(source, workloads, mesh.ExportTo.Services)),
            ],
            fleet.Namespace);
    }

    private static ImmutableArray<VirtualService> InMergeOrder(IEnumerable<VirtualService> virtualServices, Fleet fleet) =>
    [
        .. virtualServices
            .Where(service => service.Visibility.Reaches(fleet.Namespace))
            .OldestFirst(service => service.Source)
            .OrderBy(service => service.Visibility switch
            {
                { IsPrivate: true } => 0,
                { IsPublic: false } => 1,
                _ => 2,
            }),
    ];

    private static void ReportUnknownGateways(
        ImmutableArray<Gateway> gateways, ImmutableArray<VirtualService> virtualServices, DiagnosticBag diagnostics)
    {
        var known = gateways.Select(gateway => gateway.QualifiedName).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in virtualServices.SelectMany(service => service.Gateways))
        {
            if (reference.Name is not VirtualService.Mesh && !known.Contains(reference.Name))
            {
                diagnostics.Add(BindingRules.UnknownGateway
                    .At(reference.Span, reference.Name)
                    .WithHelp(Spelling.Advice(reference.Name, known)));
            }
        }
    }
}
