using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GatewayPipeline.Agent.Tests.Gateways;

namespace GatewayPipeline.Agent.Tests;

/// <summary>The whole way, with the real program and a real Envoy: from a folder store to what clients are answered.</summary>
public sealed class AgentOnEnvoyTests : IAsyncDisposable
{
    private readonly TestChannel channel = new();
    private readonly AgentFolders folders = new();
    private readonly int port = Upstream.FreePort();
    private readonly Upstream one = Upstream.Start("one");
    private readonly Upstream two = Upstream.Start("two");

    private GatewayConfiguration First => new GatewayConfiguration().WithListener(port, "a").WithCluster("a", one.Port);

    private GatewayConfiguration Second => new GatewayConfiguration().WithListener(port, "b").WithCluster("b", two.Port);

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        folders.Dispose();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    public AgentOnEnvoyTests() => EnvoyBinary.PathOrSkip();

    [Fact]
    public async Task Follows_a_channel_without_losing_a_request()
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.Start(channel, folders, "--envoy", EnvoyBinary.PathOrSkip());
        await using var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);
        Assert.Equal("one", await Traffic.OnceAsync(port));

        await using var traffic = Traffic.To(port);
        for (var round = 0; round < 4; round++)
        {
            var head = await channel.PublishAsync(round % 2 == 0 ? Second : First);
            var published = Stopwatch.StartNew();
            var active = (await agent.StatusAsync(head.Sequence)).GetProperty("active");
            TestContext.Current.SendDiagnosticMessage(
                $"in effect {published.ElapsedMilliseconds} ms after it was published, trial included; "
                + $"activation took {active.GetProperty("activationMilliseconds")} ms");
            Assert.Equal(head.Sequence, active.GetProperty("sequence").GetInt64());
            Assert.Equal(round % 2 == 0 ? "two" : "one", await Traffic.OnceAsync(port));
        }

        await traffic.StopAsync();
        Assert.Empty(traffic.Failures);
    }

    [Fact]
    public async Task Puts_the_former_bundle_back_when_the_gateway_refuses_half_of_the_next()
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.Start(channel, folders);
        await using var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);
        var other = Upstream.FreePort();

        var bad = await channel.PublishAsync(Second.WithListener(other, "b") with { RouteRegex = "(" });
        var status = await agent.StatusAsync(bad.Sequence);

        Assert.Equal("refused", status.GetProperty("state").GetString());
        var refused = Assert.Single(status.GetProperty("refused").EnumerateArray());
        Assert.Equal(bad.Bundle.ContentDigest.ToString(), refused.GetProperty("digest").GetString());
        Assert.Contains("missing ): (", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.False(refused.GetProperty("environment").GetBoolean());
        Assert.Equal(1, status.GetProperty("active").GetProperty("sequence").GetInt64());
        Assert.Equal("one", await Traffic.OnceAsync(port));
        Assert.Equal("closed", await Traffic.OnceAsync(other));

        var good = await channel.PublishAsync(Second);
        Assert.Equal("serving", (await agent.StatusAsync(good.Sequence)).GetProperty("state").GetString());
        Assert.Equal("two", await Traffic.OnceAsync(port));
    }

    [Fact]
    public async Task Lets_no_bundle_near_the_gateway_that_the_trial_load_refuses()
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.Start(channel, folders, "--envoy", EnvoyBinary.PathOrSkip());
        await using var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);

        var bad = await channel.PublishAsync(Second with { RouteRegex = "(" });
        var status = await agent.StatusAsync(bad.Sequence);

        var refused = Assert.Single(status.GetProperty("refused").EnumerateArray());
        Assert.Contains("the trial load refused the bundle", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("missing ): (", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("missing )", envoy.Log, StringComparison.Ordinal);
        Assert.Equal("one", await Traffic.OnceAsync(port));
    }

    [Fact]
    public async Task Tries_again_what_the_environment_prevented()
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.Start(channel, folders);
        await using var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);
        using var occupant = new TcpListener(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
        occupant.Start();
        var busy = ((IPEndPoint)occupant.LocalEndpoint).Port;

        var next = await channel.PublishAsync(First.WithListener(busy, "a"));
        var status = await agent.StatusAsync(next.Sequence);

        var refused = Assert.Single(status.GetProperty("refused").EnumerateArray());
        Assert.Contains("Address already in use", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(refused.GetProperty("environment").GetBoolean());
        Assert.Equal("one", await Traffic.OnceAsync(port));

        occupant.Stop();
        await agent.AwaitActiveAsync(next.Sequence);
        Assert.Equal("one", await Traffic.OnceAsync(busy));
        Assert.Empty((await agent.StatusAsync()).GetProperty("refused").EnumerateArray());
    }

    [Fact]
    public async Task Is_not_missed_by_clients_while_it_is_killed_and_comes_back()
    {
        await channel.PublishAsync(First);
        await using var envoy = await StartTogetherAsync();
        await using var traffic = Traffic.To(port);
        await using (var second = AgentProcess.Start(channel, folders))
        {
            await second.AwaitActiveAsync(1);
            await second.KillAsync();
        }

        var head = await channel.PublishAsync(Second);
        await using var third = AgentProcess.Start(channel, folders);
        await third.AwaitActiveAsync(head.Sequence);
        await Traffic.ExpectAsync(port, "two");

        await traffic.StopAsync();
        Assert.Empty(traffic.Failures);
    }

    [Fact]
    public async Task Gives_a_restarted_gateway_everything_at_once()
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.Start(channel, folders);
        await using (var envoy = await agent.StartEnvoyAsync())
        {
            await agent.AwaitActiveAsync(1);
            await envoy.KillAsync();
        }

        await using var again = await agent.StartEnvoyAsync();

        await Traffic.ExpectAsync(port, "one");
    }

    [Fact]
    public async Task Starts_from_its_disk_when_the_store_is_gone()
    {
        await channel.PublishAsync(First);
        await using (var envoy = await StartTogetherAsync())
        {
            Directory.Delete(channel.Store, recursive: true);
        }

        await using var agent = AgentProcess.Start(channel, folders);
        await using var fresh = await agent.StartEnvoyAsync();

        await Traffic.ExpectAsync(port, "one");
        var status = await agent.AwaitAsync(
            each => each.GetProperty("lastError").ValueKind == JsonValueKind.Object, "an error about the store");
        Assert.Contains(channel.Store, status.GetProperty("lastError").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("serving", status.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Falls_back_to_the_generation_before_when_its_disk_rots()
    {
        await channel.PublishAsync(First);
        await using (var agent = AgentProcess.Start(channel, folders))
        await using (var envoy = await agent.StartEnvoyAsync())
        {
            await agent.AwaitActiveAsync(1);
            await channel.PublishAsync(Second);
            await agent.AwaitActiveAsync(2);
        }

        var newest = Directory.EnumerateDirectories(Path.Combine(folders.Data, "generations")).Max(StringComparer.Ordinal) ?? "";
        var rotten = Path.Combine(newest, "bundle.tar.gz");
        var bytes = await File.ReadAllBytesAsync(rotten, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(rotten, bytes, TestContext.Current.CancellationToken);
        Directory.Move(channel.Store, channel.Store + ".away");

        await using var again = AgentProcess.Start(channel, folders);
        await using var fresh = await again.StartEnvoyAsync();
        await Traffic.ExpectAsync(port, "one");

        Directory.Move(channel.Store + ".away", channel.Store);
        await again.AwaitActiveAsync(2);
        await Traffic.ExpectAsync(port, "two");
    }

    // An agent and an Envoy that serve the first bundle; the agent is killed then.
    private async Task<EnvoyProcess> StartTogetherAsync()
    {
        await using var agent = AgentProcess.Start(channel, folders);
        var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);
        await agent.KillAsync();

        return envoy;
    }
}
