using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Listener.TlsInspector.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using GatewayPipeline.Compiler.Routing;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Tests.Routing;

public class RouteMatcherTests
{
    [Fact]
    public void Says_why_earlier_routes_did_not_match()
    {
        var header = new HeaderMatcher { Name = "x-user", StringMatch = new() { Exact = "jason" } };
        var matcher = Over(
            To("one", new() { Prefix = "/api", Headers = { header } }),
            To("two", new() { Path = "/other" }),
            To("three", new() { Prefix = "/" }));

        var decision = matcher.Match(Get("/api/x") with { Headers = [new("X-User", "ann")] }, explain: true);

        Assert.Equal(new RouteOutcome.Cluster("three"), decision.Outcome);
        Assert.Equal(2, decision.RouteIndex);
        Assert.Equal(
            ["header 'x-user' is 'ann': is not 'jason'", "path '/api/x' is not '/other'"],
            decision.Skipped.Select(route => route.Reason));
    }

    [Fact]
    public void Names_everything_on_the_way()
    {
        var decision = Over(To("one", new() { Prefix = "/" })).Match(Get("/"));

        Assert.Equal(
            ("0.0.0.0_80", "http.80", "host:80", "one"),
            (decision.Listener, decision.RouteConfiguration, decision.VirtualHost, decision.Route));
    }

    [Fact]
    public void Says_that_nobody_listens()
    {
        var decision = Over(To("one", new() { Prefix = "/" })).Match(Get("/") with { Port = 81 });

        Assert.Equal(new RouteOutcome.NoConnection("nobody listens on port 81"), decision.Outcome);
    }

    [Fact]
    public void Weights_are_decided_by_the_random_number()
    {
        var route = To("canary", new() { Prefix = "/" });
        route.Route_ = new()
        {
            WeightedClusters = new()
            {
                Clusters =
                {
                    new WeightedCluster.Types.ClusterWeight { Name = "v1", Weight = 90 },
                    new WeightedCluster.Types.ClusterWeight { Name = "v2", Weight = 10 },
                },
            },
        };
        var matcher = Over(route);

        var chosen = Enumerable.Range(0, 1000)
            .Select(i => matcher.Match(Get("/") with { Random = (ulong)i }).Outcome)
            .Cast<RouteOutcome.Weighted>()
            .CountBy(outcome => outcome.Chosen.Cluster)
            .ToDictionary();

        Assert.Equal((900, 100), (chosen["v1"], chosen["v2"]));
    }

    [Fact]
    public void Header_operations_come_from_the_route_outwards()
    {
        var route = To("one", new() { Prefix = "/" });
        route.RequestHeadersToAdd.Add(new HeaderValueOption
        {
            Header = new() { Key = "x-a", Value = "%REQ(x-b)%" },
            AppendAction = HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd,
        });
        route.RequestHeadersToRemove.Add("x-b");
        var decision = Over(route).Match(Get("/"));
        List<HeaderField> headers = [new("X-A", "old"), new("x-b", "b"), new("x-c", "c")];

        HeaderOperation.Apply(decision.RequestHeaders, headers, command => $"<{command}>");

        Assert.Equal([new("x-c", "c"), new("x-a", "<REQ(x-b)>")], headers);
    }

    [Theory]
    [InlineData("a.example.com", "exact")]
    [InlineData("A.EXAMPLE.com", "exact")]
    [InlineData("b.example.com", "below example.com")]
    [InlineData("c.b.example.com", "below b.example.com")]
    [InlineData("b.com", "below com")]
    [InlineData("example.org", null)]
    [InlineData(null, null)]
    public void A_server_name_goes_to_the_most_specific_chain(string? sni, string? chain)
    {
        var listener = new Listener
        {
            Name = "tls",
            Address = new() { SocketAddress = new() { Address = "0.0.0.0", PortValue = 443 } },
            ListenerFilters = { new ListenerFilter { TypedConfig = Any.Pack(new TlsInspector()) } },
            FilterChains =
            {
                Passthrough("below com", "*.com"),
                Passthrough("below example.com", "*.example.com"),
                Passthrough("below b.example.com", "*.b.example.com"),
                Passthrough("exact", "a.example.com"),
            },
        };
        var request = new RouteRequest { Port = 443, Scheme = "https", Sni = sni, Authority = "x", Path = "/" };

        var decision = new RouteMatcher(new() { Listeners = [listener] }).Match(request);

        Assert.Equal(chain, decision.FilterChain);
        Assert.Equal(
            chain is null ? typeof(RouteOutcome.NoConnection) : typeof(RouteOutcome.Tcp), decision.Outcome.GetType());
    }

    [Fact]
    public void Each_of_ten_thousand_hosts_is_found()
    {
        var configuration = new RouteConfiguration { Name = "http.80" };
        for (var i = 0; i < 10_000; i++)
        {
            configuration.VirtualHosts.Add(new VirtualHost
            {
                Name = $"host{i}",
                Domains = { $"host{i}.example.com" },
                Routes = { To($"cluster{i}", new() { Prefix = "/" }) },
            });
        }

        var matcher = Over(configuration);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal($"host{i}", matcher.Match(Get("/") with { Authority = $"host{i}.example.com" }).VirtualHost);
        }
    }

    private static RouteRequest Get(string path) => new() { Port = 80, Authority = "example.com", Path = path };

    private static Route To(string cluster, RouteMatch match) =>
        new() { Name = cluster, Match = match, Route_ = new() { Cluster = cluster } };

    private static FilterChain Passthrough(string name, string server) => new()
    {
        Name = name,
        FilterChainMatch = new() { ServerNames = { server } },
        Filters = { new Filter { TypedConfig = Any.Pack(new TcpProxy { Cluster = name }) } },
    };

    private static RouteMatcher Over(params Route[] routes) => Over(new RouteConfiguration
    {
        Name = "http.80",
        VirtualHosts = { new VirtualHost { Name = "host:80", Domains = { "*" }, Routes = { routes } } },
    });

    private static RouteMatcher Over(RouteConfiguration configuration)
    {
        var manager = new HttpConnectionManager { Rds = new() { RouteConfigName = configuration.Name } };
        var listener = new Listener
        {
            Name = "0.0.0.0_80",
            Address = new() { SocketAddress = new() { Address = "0.0.0.0", PortValue = 80 } },
            FilterChains = { new FilterChain { Filters = { new Filter { TypedConfig = Any.Pack(manager) } } } },
        };

        return new(new() { Listeners = [listener], RouteConfigurations = [configuration] });
    }
}
