using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>Which VirtualServices a server takes, and under which hosts.</summary>
internal sealed class ServerBindings(GatewayModel model)
{
    private readonly ILookup<string, VirtualService> byGateway = model.VirtualServices
        .SelectMany(service => service.Gateways.Select(gateway => gateway.Name).Distinct(StringComparer.Ordinal), (service, gateway) => (service, gateway))
        .ToLookup(bound => bound.gateway, bound => bound.service, StringComparer.Ordinal);

    /// <summary>
    /// Those that name its Gateway and share a host with it; the narrower of two overlapping hosts counts.
    /// </summary>
    public IEnumerable<(VirtualService Service, IReadOnlyList<string> Hosts)> Of(Server server) =>
        from service in byGateway[server.Gateway]
        let hosts = HostName.Intersect(server.HostsFor(service.Source.Namespace), service.Hosts).ToList()
        where hosts is not []
        select (service, (IReadOnlyList<string>)hosts);
}
