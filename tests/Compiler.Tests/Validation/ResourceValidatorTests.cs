using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Xds.Validation;

namespace GatewayPipeline.Compiler.Tests.Validation;

public class ResourceValidatorTests
{
    [Fact]
    public void A_domain_belongs_to_one_virtual_host()
    {
        var problems = Check(Hosts("a.com", "A.com"));

        Assert.Equal(
            ["GWP5004 virtual_hosts[1].domains[0]: domain 'A.com' already belongs to virtual host 'host0'"], problems);
    }

    [Fact]
    public void A_star_in_the_middle_matches_nothing()
    {
        Assert.Equal(["GWP5020 virtual_hosts[0].domains[0]: no host matches 'a.*.com': a star is a wildcard only at an end"], Check(Hosts("a.*.com")));
        Assert.Empty(Check(Hosts("*.a.com", "a.*", "*")));
    }

    [Fact]
    public void A_cluster_that_nobody_defines_is_named()
    {
        var configuration = Hosts("a.com");
        configuration.VirtualHosts[0].Routes.Add(
            new Route { Match = new() { Prefix = "/" }, Route_ = new() { Cluster = "nope" } });

        Assert.Equal(
            ["GWP5011 virtual_hosts[0].routes[0].route.cluster: cluster 'nope' does not exist, so these requests get 503"],
            Check(configuration));
    }

    [Fact]
    public void Two_chains_may_not_share_a_server_name()
    {
        var listener = Listener("one", 443);
        listener.FilterChains.Add(Chain("first", "a.com", "b.com"));
        listener.FilterChains.Add(Chain("second", "b.com"));
        listener.FilterChains.Add(Chain("third", "a.*.com"));

        Assert.Equal(
            [
                "GWP5012 filter_chains[1].filter_chain_match: takes server name 'b.com', which 'first' takes already",
                "GWP5013 filter_chains[2].filter_chain_match: server name 'a.*.com' is no wildcard that Envoy knows",
            ],
            Check(new EnvoyResources { Listeners = [listener] }));
    }

    [Fact]
    public void Two_listeners_may_not_share_an_address()
    {
        var listeners = new[] { Listener("one", 80), Listener("two", 80) };
        foreach (var listener in listeners)
        {
            listener.FilterChains.Add(new FilterChain());
        }

        Assert.Equal(
            ["GWP5015 address: tcp 0.0.0.0:80 belongs to listener 'one' already"],
            Check(new EnvoyResources { Listeners = [.. listeners] }));
        Assert.Equal(
            ["GWP5014 filter_chains: the listener has no filter chain"],
            Check(new EnvoyResources { Listeners = [Listener("empty", 80)] }));
    }

    [Fact]
    public void Endpoints_fit_the_way_they_are_found()
    {
        var named = new Cluster { Name = "static", Type = Cluster.Types.DiscoveryType.Static,
            LoadAssignment = new() { ClusterName = "static" } };
        named.LoadAssignment.Endpoints.Add(new Envoy.Config.Endpoint.V3.LocalityLbEndpoints());
        named.LoadAssignment.Endpoints[0].LbEndpoints.Add(new Envoy.Config.Endpoint.V3.LbEndpoint
        {
            Endpoint = new() { Address = new() { SocketAddress = new() { Address = "foo.example", PortValue = 80 } } },
        });
        var untold = new Cluster { Name = "eds", Type = Cluster.Types.DiscoveryType.Eds };

        Assert.Equal(
            [
                "GWP5018 load_assignment.endpoints[0].lb_endpoints[0]: a STATIC cluster takes IP addresses only, not 'foo.example'",
                "GWP5018 eds_cluster_config: nothing says where its endpoints come from",
            ],
            Check(new EnvoyResources { Clusters = [named, untold] }));
    }

    private static IEnumerable<string> Check(RouteConfiguration configuration) =>
        Check(new EnvoyResources { RouteConfigurations = [configuration] });

    private static IEnumerable<string> Check(EnvoyResources resources) =>
        ResourceValidator.Check(resources).Select(problem => $"{problem.Rule.Code} {problem.Path}: {problem.Message}");

    private static RouteConfiguration Hosts(params string[] domains)
    {
        var configuration = new RouteConfiguration { Name = "http.80" };
        foreach (var domain in domains)
        {
            configuration.VirtualHosts.Add(
                new VirtualHost { Name = $"host{configuration.VirtualHosts.Count}", Domains = { domain } });
        }

        return configuration;
    }

    private static Listener Listener(string name, uint port) => new()
    {
        Name = name,
        Address = new() { SocketAddress = new() { Address = "0.0.0.0", PortValue = port } },
    };

    private static FilterChain Chain(string name, params string[] servers) =>
        new() { Name = name, FilterChainMatch = new() { ServerNames = { servers } } };
}
