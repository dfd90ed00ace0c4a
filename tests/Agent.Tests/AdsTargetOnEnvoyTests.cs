using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Tests.Gateways;

namespace GatewayPipeline.Agent.Tests;

/// <summary>What a real Envoy does with what the agent sends.</summary>
public class AdsTargetOnEnvoyTests
{
    [Fact]
    public async Task Brings_a_bundle_onto_a_gateway()
    {
        EnvoyBinary.PathOrSkip();
        await using var upstream = Upstream.Start("one");
        await using var host = await DiscoveryHost.StartAsync();
        await using var envoy = host.StartEnvoy();
        await host.AwaitGatewaysAsync(1);
        var port = Upstream.FreePort();

        var activation = await host.ActivateAsync(new GatewayConfiguration().WithListener(port, "a").WithCluster("a", upstream.Port));

        Assert.IsType<Activation.Accepted>(activation);
        Assert.Equal("one", await Traffic.OnceAsync(port));
    }

    [Fact]
    public async Task Gives_a_gateway_that_connects_later_what_waits_for_it()
    {
        EnvoyBinary.PathOrSkip();
        await using var upstream = Upstream.Start("one");
        await using var host = await DiscoveryHost.StartAsync();
        var port = Upstream.FreePort();
        var configuration = new GatewayConfiguration().WithListener(port, "a").WithCluster("a", upstream.Port);

        Assert.IsType<Activation.Offered>(await host.ActivateAsync(configuration));
        await using var envoy = host.StartEnvoy();
        await host.AwaitGatewaysAsync(1);

        Assert.IsType<Activation.Accepted>(await host.ActivateAsync(configuration));
        Assert.Equal("one", await Traffic.OnceAsync(port));
    }

    [Fact]
    public async Task Loses_no_request_while_clusters_routes_and_listeners_change()
    {
        EnvoyBinary.PathOrSkip();
        await using var one = Upstream.Start("one");
        await using var two = Upstream.Start("two");
        await using var host = await DiscoveryHost.StartAsync();
        await using var envoy = host.StartEnvoy();
        await host.AwaitGatewaysAsync(1);
        var (port, other) = (Upstream.FreePort(), Upstream.FreePort());
        var first = new GatewayConfiguration().WithListener(port, "a").WithCluster("a", one.Port);
        Assert.IsType<Activation.Accepted>(await host.ActivateAsync(first));
        GatewayConfiguration[] rounds =
        [
            new GatewayConfiguration().WithListener(port, "b").WithCluster("b", two.Port),
            first with { ConnectTimeout = TimeSpan.FromSeconds(2) },
            first with { ConnectTimeout = TimeSpan.FromSeconds(3) },
            first.WithListener(other, "a"),
            first with { BufferLimit = 65536 },
            first,
        ];

        await using var traffic = Traffic.To(port);
        var took = new List<double>();
        foreach (var next in Enumerable.Repeat(rounds, 5).SelectMany(round => round))
        {
            var activation = await host.ActivateAsync(next);
            took.Add(Assert.IsType<Activation.Accepted>(activation).Took.TotalMilliseconds);
            await traffic.AwaitMoreAsync(8);
        }

        await traffic.StopAsync();

        Assert.Empty(traffic.Failures);
        Assert.True(traffic.Count > 100, $"only {traffic.Count} requests were made");
        TestContext.Current.SendDiagnosticMessage(
            $"activation took {took.Order().ElementAt(took.Count / 2):F1} ms (median), {took.Max():F1} ms (worst)");
        Assert.True(took.Max() < 5000, $"an activation took {took.Max()} ms: it waits for something that does not come");
    }
}
