using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Ownership;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// The HTTP servers that share one list of virtual hosts: all that speak plain HTTP on a port, or one that ends TLS.
/// </summary>
internal sealed record HttpServers(string RouteConfiguration, int Port, ImmutableArray<Server> Servers);

/// <summary>
/// Puts the routes of all VirtualServices that are bound to a port's servers into virtual hosts, as Istio's route
/// configuration does.
/// </summary>
internal sealed class VirtualHostLowering(ServerBindings bindings, RouteLowering routes, HostGrants grants)
{
    public RouteConfiguration Lower(HttpServers port)
    {
        var hosts = new Dictionary<string, Draft>(StringComparer.Ordinal);
        var cache = new Dictionary<(string Gateway, ResourceId Service), ImmutableArray<Route>>();
        var reserved = new ReservedHosts(grants);
        foreach (var server in port.Servers)
        {
            AddRoutes(server, hosts, reserved, cache);
            AddRedirects(server, hosts);
        }

        foreach (var host in reserved.All)
        {
            Find(host, port.Servers[0], port.Servers[0].PortSpan, hosts);
        }

        return new(port.RouteConfiguration, hosts.Count is 0 ? [Blackhole(port)] : Finish(hosts.Values));
    }

    private void AddRoutes(
        Server server,
        Dictionary<string, Draft> hosts,
        ReservedHosts reserved,
        Dictionary<(string, ResourceId), ImmutableArray<Route>> cache)
    {
        foreach (var (service, bound) in bindings.Of(server))
        {
            // The port of the first server that brings a VirtualService counts for all later ones of its Gateway.
            if (!cache.TryGetValue((server.Gateway, service.Source.Id), out var lowered))
            {
                lowered = [.. routes.Lower(service, server.Gateway, server.Port).Select(route => route with { OverTls = server.HasTlsSettings })];
                cache[(server.Gateway, service.Source.Id)] = lowered;
            }

            if (lowered is [])
            {
                continue;
            }

            foreach (var host in bound)
            {
                Find(host, server, service.Source.NameSpan, hosts).Add(lowered, server.HttpsRedirect);
                reserved.Note(host, service.Source.Namespace);
            }
        }
    }

    private static void AddRedirects(Server server, Dictionary<string, Draft> hosts)
    {
        foreach (var host in server.HttpsRedirect ? server.Hosts : [])
        {
            Find(host, server, server.PortSpan, hosts).Add([], httpsRedirect: true);
        }
    }

    private static Draft Find(string host, Server server, SourceSpan origin, Dictionary<string, Draft> hosts)
    {
        var domain = host.ToLowerInvariant();
        if (!hosts.TryGetValue(domain, out var draft))
        {
            draft = new(domain, server.Port, origin);
            hosts[domain] = draft;
        }

        return draft;
    }

    private static VirtualHost Blackhole(HttpServers port) =>
        new($"blackhole:{port.Port}", ["*"], [], HttpsRedirect: false, port.Servers[0].PortSpan);

    // Hosts with the very same routes become one virtual host, named after the most specific of them.
    private static ImmutableArray<VirtualHost> Finish(IEnumerable<Draft> drafts)
    {
        var merged = drafts
            .OrderBy(draft => draft.Domain, HostName.BySpecificity)
            .GroupBy(draft => draft, Draft.SameRoutes)
            .Select(same => same.Key.Finish([.. same.Select(draft => draft.Domain)]));

        return [.. merged.OrderBy(host => host.Name, StringComparer.Ordinal)];
    }

    private sealed class Draft(string domain, int port, SourceSpan origin)
    {
        private readonly List<ImmutableArray<Route>> parts = [];
        private bool redirects;

        public static IEqualityComparer<Draft> SameRoutes { get; } = EqualityComparer<Draft>.Create(
            (x, y) => x is not null && y is not null && x.redirects == y.redirects && x.parts.SequenceEqual(y.parts),
            draft => draft.parts.Aggregate(draft.redirects.GetHashCode(), HashCode.Combine));

        public string Domain => domain;

        public void Add(ImmutableArray<Route> routes, bool httpsRedirect)
        {
            redirects |= httpsRedirect;
            if (routes is not [])
            {
                parts.Add(routes);
            }
        }

        // Only true catch-alls move to the end; all else keeps its place.
        public VirtualHost Finish(ImmutableArray<string> domains)
        {
            var inOrder = parts.SelectMany(part => part).OrderBy(RouteLowering.IsCatchAll);

            return new($"{domain}:{port}", domains, [.. inOrder], redirects, origin);
        }
    }
}
