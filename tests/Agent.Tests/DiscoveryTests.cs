using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Discovery;

namespace GatewayPipeline.Agent.Tests;

/// <summary>The delta protocol, spoken by hand.</summary>
public class DiscoveryTests
{
    private static readonly GatewayConfiguration Configuration = new GatewayConfiguration()
        .WithListener(8080, "a").WithListener(8081, "b").WithCluster("a", 1).WithCluster("b", 2);

    [Fact]
    public async Task Answers_a_wildcard_even_when_there_is_nothing()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await using var client = new DiscoveryClient(host.AdsSocket);

        await client.SubscribeAsync(TypeUrls.Cluster);
        var response = await client.ReceiveAsync();

        Assert.Equal(TypeUrls.Cluster, response.TypeUrl);
        Assert.Empty(response.Resources);
    }

    [Fact]
    public async Task Sends_all_clusters_under_the_bundle_digest_and_the_digests_of_their_bytes()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        await using var client = new DiscoveryClient(host.AdsSocket);

        await client.SubscribeAsync(TypeUrls.Cluster);
        var response = await client.ReceiveAsync();

        Assert.Equal(["a", "b"], response.Resources.Select(resource => resource.Name));
        Assert.Equal(DiscoveryHost.Stage(Configuration).Digest.ToString(), response.SystemVersionInfo);
        Assert.All(response.Resources, resource => Assert.Equal(
            BundleDigest.Of(resource.Resource_.Value.Span).Hex, resource.Version));
    }

    [Fact]
    public async Task Sends_a_reconnected_gateway_only_what_it_lacks()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        var version = DiscoveryHost.VersionOf(Configuration, TypeUrls.Cluster, "a");
        await using var client = new DiscoveryClient(host.AdsSocket);

        await client.SendAsync(new()
        {
            TypeUrl = TypeUrls.Cluster,
            InitialResourceVersions = { ["a"] = version, ["b"] = "older", ["gone"] = "any" },
        });
        var response = await client.ReceiveAsync();

        Assert.Equal("b", Assert.Single(response.Resources).Name);
        Assert.Equal(["gone"], response.RemovedResources);
    }

    [Fact]
    public async Task Stays_silent_when_a_reconnected_gateway_has_everything()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        await using var client = new DiscoveryClient(host.AdsSocket);
        var request = new DeltaDiscoveryRequest { TypeUrl = TypeUrls.Cluster };
        request.InitialResourceVersions["a"] = DiscoveryHost.VersionOf(Configuration, TypeUrls.Cluster, "a");
        request.InitialResourceVersions["b"] = DiscoveryHost.VersionOf(Configuration, TypeUrls.Cluster, "b");

        await client.SendAsync(request);

        await client.ExpectSilenceAsync();
    }

    [Fact]
    public async Task Believes_no_versions_of_a_gateway_that_may_hold_half_of_a_change()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        host.Served.Suspect([DiscoveryHost.Stage(Configuration.WithCluster("half", 3)).Resources]);
        await using var client = new DiscoveryClient(host.AdsSocket);
        var request = new DeltaDiscoveryRequest { TypeUrl = TypeUrls.Cluster };
        request.InitialResourceVersions["a"] = DiscoveryHost.VersionOf(Configuration, TypeUrls.Cluster, "a");
        request.InitialResourceVersions["b"] = DiscoveryHost.VersionOf(Configuration, TypeUrls.Cluster, "b");

        await client.SendAsync(request);
        var response = await client.ReceiveAsync();

        Assert.Equal(["a", "b"], response.Resources.Select(resource => resource.Name));
        Assert.Equal(["half"], response.RemovedResources);
    }

    [Fact]
    public async Task Answers_a_name_that_does_not_exist_as_removed()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        await using var client = new DiscoveryClient(host.AdsSocket);

        await client.SubscribeAsync(TypeUrls.ClusterLoadAssignment, "a", "nobody");
        var response = await client.ReceiveAsync();

        Assert.Equal("a", Assert.Single(response.Resources).Name);
        Assert.Equal(["nobody"], response.RemovedResources);
    }

    [Fact]
    public async Task Sends_route_configurations_one_by_one_and_only_those_that_are_asked_for()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        await using var client = new DiscoveryClient(host.AdsSocket);

        await client.SubscribeAsync(TypeUrls.RouteConfiguration, "http.8080");
        var first = await client.ReceiveAsync();
        await client.AcknowledgeAsync(first);
        await client.SubscribeAsync(TypeUrls.RouteConfiguration, "http.8081", "http.8080");
        DeltaDiscoveryResponse[] more = [await client.ReceiveAsync(), await client.ReceiveAsync()];

        Assert.Equal("http.8080", Assert.Single(first.Resources).Name);
        Assert.Equal(["http.8080", "http.8081"], more.Select(response => Assert.Single(response.Resources).Name).Order());
    }

    [Fact]
    public async Task Forgets_names_that_are_no_longer_wanted()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        await using var client = new DiscoveryClient(host.AdsSocket);
        await client.SubscribeAsync(TypeUrls.ClusterLoadAssignment, "a", "b");
        await client.AcknowledgeAsync(await client.ReceiveAsync());

        await client.SendAsync(new()
        {
            TypeUrl = TypeUrls.ClusterLoadAssignment, ResourceNamesUnsubscribe = { "a" },
        });
        await client.SubscribeAsync(TypeUrls.ClusterLoadAssignment, "b");
        var again = await client.ReceiveAsync();
        await client.AcknowledgeAsync(again);
        host.Served.Serve([DiscoveryHost.Stage(Configuration.WithCluster("a", 7)).Resources[TypeUrls.ClusterLoadAssignment]]);

        Assert.Equal("b", Assert.Single(again.Resources).Name);
        await client.ExpectSilenceAsync();
    }

    [Fact]
    public async Task Withdraws_old_clusters_only_after_everything_else_is_acknowledged()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(new GatewayConfiguration().WithListener(8080, "a").WithCluster("a", 1));
        await using var client = new DiscoveryClient(host.AdsSocket);
        await client.SubscribeAsync(TypeUrls.Cluster);
        await client.AcknowledgeAsync(await client.ReceiveAsync());
        await client.SubscribeAsync(TypeUrls.Listener);
        await client.AcknowledgeAsync(await client.ReceiveAsync());
        await client.SubscribeAsync(TypeUrls.RouteConfiguration, "http.8080");
        await client.AcknowledgeAsync(await client.ReceiveAsync());
        Assert.IsType<Activation.Accepted>(
            await host.ActivateAsync(new GatewayConfiguration().WithListener(8080, "a").WithCluster("a", 1)));

        var activation = host.ActivateAsync(new GatewayConfiguration().WithListener(8080, "b").WithCluster("b", 2));
        var added = await client.ReceiveAsync();
        await client.AcknowledgeAsync(added);
        var routes = await client.ReceiveAsync();
        await client.AcknowledgeAsync(routes);
        var removed = await client.ReceiveAsync();
        Assert.False(activation.IsCompleted);
        await client.AcknowledgeAsync(removed);

        Assert.Equal(("b", 0), (Assert.Single(added.Resources).Name, added.RemovedResources.Count));
        Assert.Equal(TypeUrls.RouteConfiguration, routes.TypeUrl);
        Assert.Equal((TypeUrls.Cluster, "a"), (removed.TypeUrl, Assert.Single(removed.RemovedResources)));
        Assert.IsType<Activation.Accepted>(await activation);
    }

    [Fact]
    public async Task Pushes_the_whole_former_set_again_after_a_refusal()
    {
        await using var host = await DiscoveryHost.StartAsync();
        var former = new GatewayConfiguration().WithCluster("a", 1).WithCluster("b", 2);
        await host.ActivateAsync(former);
        await using var client = new DiscoveryClient(host.AdsSocket);
        await client.SubscribeAsync(TypeUrls.Cluster);
        await client.AcknowledgeAsync(await client.ReceiveAsync());
        await client.SubscribeAsync(TypeUrls.Listener);
        await client.AcknowledgeAsync(await client.ReceiveAsync());
        Assert.IsType<Activation.Accepted>(await host.ActivateAsync(former));

        var activation = host.ActivateAsync(former.WithCluster("c", 3));
        await client.RefuseAsync(await client.ReceiveAsync(), "Error adding/updating cluster(s) c: nonsense");
        var clusters = new List<DeltaDiscoveryResponse>();
        while (!activation.IsCompleted)
        {
            var restored = await client.ReceiveAsync();
            await client.AcknowledgeAsync(restored);
            clusters.Add(restored);
            await Task.WhenAny(activation, Task.Delay(100, TestContext.Current.CancellationToken));
        }

        var rejected = Assert.IsType<Activation.Rejected>(await activation);
        Assert.Contains("nonsense", rejected.Reason, StringComparison.Ordinal);
        Assert.False(rejected.Environment);
        var ofClusters = clusters.Where(response => response.TypeUrl == TypeUrls.Cluster).ToArray();
        Assert.Superset(
            new HashSet<string>(["a", "b"]), ofClusters.SelectMany(each => each.Resources.Select(resource => resource.Name)).ToHashSet());
        Assert.Equal(["c"], ofClusters[^1].RemovedResources);
    }

    [Fact]
    public async Task Blames_the_environment_when_a_gateway_says_nothing()
    {
        await using var host = await DiscoveryHost.StartAsync(
            new() { Answer = TimeSpan.FromMilliseconds(200), Restore = TimeSpan.FromMilliseconds(50) });
        await using var client = new DiscoveryClient(host.AdsSocket);
        await client.SubscribeAsync(TypeUrls.Cluster);
        await host.AwaitGatewaysAsync(1);

        var rejected = Assert.IsType<Activation.Rejected>(await host.ActivateAsync(Configuration));

        Assert.True(rejected.Environment);
        Assert.Contains("has not acknowledged the clusters and endpoints in time", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serves_several_gateways_and_outlives_one_that_goes_away()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.ActivateAsync(Configuration);
        await using var first = new DiscoveryClient(host.AdsSocket);
        await first.SubscribeAsync(TypeUrls.Cluster);
        await using (var second = new DiscoveryClient(host.AdsSocket))
        {
            await second.SubscribeAsync(TypeUrls.Cluster);
            await host.AwaitGatewaysAsync(2);
            Assert.Equal(2, (await second.ReceiveAsync()).Resources.Count);
        }

        await host.AwaitGatewaysAsync(1);

        Assert.Equal(2, (await first.ReceiveAsync()).Resources.Count);
    }
}
