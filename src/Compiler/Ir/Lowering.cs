using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// From what the tree says to what one gateway does: servers merged into listeners, rules into routes, destinations
/// into clusters.
/// </summary>
internal static class Lowering
{
    public static Gateway Lower(GatewayModel model, DiagnosticBag diagnostics)
    {
        var ports = ServerMerge.Merge(model.Gateways, diagnostics);
        var destinations = new DestinationResolver(model, diagnostics);
        var bindings = new ServerBindings(model);
        var lowering = new ListenerLowering(
            new VirtualHostLowering(
                bindings, new RouteLowering(model.Fleet, model.Mesh, diagnostics.Profile, destinations), model.Grants),
            new L4Lowering(model, bindings, destinations, diagnostics));
        ImmutableArray<Listener> listeners =
            [.. ports.Select(lowering.Lower).OfType<Listener>().OrderBy(listener => listener.Name, StringComparer.Ordinal)];

        return new()
        {
            Mesh = model.Mesh,
            Profile = diagnostics.Profile,
            Listeners = listeners,
            RouteConfigurations = lowering.RouteConfigurations,
            Clusters = destinations.Clusters,
        };
    }
}
