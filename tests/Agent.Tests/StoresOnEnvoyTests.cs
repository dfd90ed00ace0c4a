using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.StoreServers;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Agent.Tests;

/// <summary>The program itself and a real Envoy, fed from stores that are not folders.</summary>
public sealed class StoresOnEnvoyTests : IAsyncDisposable
{
    private readonly AgentFolders folders = new();
    private readonly int port = Upstream.FreePort();
    private readonly Upstream one = Upstream.Start("one");
    private readonly Upstream two = Upstream.Start("two");

    public StoresOnEnvoyTests() => EnvoyBinary.PathOrSkip();

    private GatewayConfiguration First => new GatewayConfiguration().WithListener(port, "a").WithCluster("a", one.Port);

    private GatewayConfiguration Second => new GatewayConfiguration().WithListener(port, "b").WithCluster("b", two.Port);

    public async ValueTask DisposeAsync()
    {
        folders.Dispose();
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task Follows_a_web_server_and_serves_on_while_it_is_away()
    {
        var store = Directory.CreateTempSubdirectory("gwp-").FullName;
        await using var server = await FileServer.StartAsync(store);
        using var channel = new TestChannel(store) { Address = server.Address.AbsoluteUri };

        await FollowAsync(channel, async (agent, publish) =>
        {
            server.Instead = context =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;

                return Task.FromResult(true);
            };
            var head = await publish();
            var status = await agent.AwaitAsync(
                status => status.GetProperty("lastError").ValueKind != System.Text.Json.JsonValueKind.Null, "an error");
            Assert.Contains(
                "answered with 503", status.GetProperty("lastError").GetProperty("message").GetString(),
                StringComparison.Ordinal);
            Assert.Equal("one", await Traffic.OnceAsync(port));
            server.Instead = _ => Task.FromResult(false);

            return head;
        });
        Directory.Delete(store, recursive: true);
    }

    [Fact]
    public async Task Follows_a_container_by_a_shared_access_signature()
    {
        await using var azurite = await Azurite.StartAsync();
        Assert.SkipWhen(azurite is null, "needs Node.js for Azure's storage emulator: put node on PATH");
        var container = new BlobContainerClient(azurite.ConnectionString, "gwp");
        using var channel = new TestChannel
        {
            Container = new(container),
            Address = container.GenerateSasUri(
                BlobContainerSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1)).AbsoluteUri,
        };

        await FollowAsync(channel, async (_, publish) => await publish());
    }

    [Fact]
    public async Task An_address_that_cannot_be_a_store_is_said()
    {
        using var channel = new TestChannel();

        var (exitCode, _, errors) = await AgentProcess.RunAsync(
            "run", "--store", "http://example.com/gwp?sv=1&sig=s3cret", "--channel", TestChannel.Name,
            "--trust", channel.RootPath, "--data", folders.Data, "--runtime", folders.Runtime);

        Assert.Equal(3, exitCode);
        Assert.Contains(
            "the store 'http://example.com/gwp' cannot be read: what opens the container would be sent in the clear",
            errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", errors, StringComparison.Ordinal);
    }

    /// <summary>From the first bundle to the second, without losing a request and without naming what opens the store.</summary>
    private async Task FollowAsync(
        TestChannel channel, Func<AgentProcess, Func<Task<Bundles.Trust.ChannelHead>>, Task<Bundles.Trust.ChannelHead>> next)
    {
        await channel.PublishAsync(First);
        await using var agent = AgentProcess.Start(channel, folders, "--envoy", EnvoyBinary.PathOrSkip());
        await using var envoy = await agent.StartEnvoyAsync();
        await agent.AwaitActiveAsync(1);
        Assert.Equal("one", await Traffic.OnceAsync(port));
        await using var traffic = Traffic.To(port);

        var head = await next(agent, () => channel.PublishAsync(Second));

        await agent.AwaitActiveAsync(head.Sequence);
        Assert.Equal("two", await Traffic.OnceAsync(port));
        await traffic.StopAsync();
        Assert.Empty(traffic.Failures);
        Assert.DoesNotContain("sig=", agent.Log, StringComparison.Ordinal);
    }
}
