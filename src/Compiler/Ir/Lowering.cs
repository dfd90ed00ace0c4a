using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>From what the tree says to what one gateway does: servers merged into listeners, rules into routes, destinations into clusters.</summary>
internal static class Lowering
{
    public static Gateway Lower(GatewayModel model, DiagnosticBag diagnostics)
    {
        var ports = ServerMerge.Merge(model.Gateways, diagnostics);
        var destinations = new DestinationResolver(model, diagnostics);
        var hosts = new VirtualHostLowering(model, new RouteLowering(model.Fleet, diagnostics.Profile, destinations));
        var routeConfigurations = ports.Select(hosts.Lower).OrderBy(configuration => configuration.Name, StringComparer.Ordinal);

        return new()
        {
            Mesh = model.Mesh,
            Profile = diagnostics.Profile,
            Listeners = [.. ports.Select(ToListener).OrderBy(listener => listener.Name, StringComparer.Ordinal)],
            RouteConfigurations = [.. routeConfigurations],
            Clusters = destinations.Clusters,
        };
    }

    private static Listener ToListener(MergedPort port) =>
        new($"{port.Address}_{port.Port}", port.Address, port.Port, port.RouteConfiguration, port.Servers[0].PortSpan);
}
