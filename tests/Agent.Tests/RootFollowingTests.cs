using System.Text.Json;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Agent.Tests;

/// <summary>The agent and the roots that follow the one that it was given.</summary>
public sealed class RootFollowingTests : IDisposable
{
    private readonly TestChannel channel = new();
    private readonly AgentFolders folders = new();

    private static GatewayConfiguration Any => new GatewayConfiguration().WithListener(8080, "a").WithCluster("a", 1);

    private static GatewayConfiguration Other => new GatewayConfiguration().WithListener(8080, "b").WithCluster("b", 1);

    public void Dispose()
    {
        channel.Dispose();
        folders.Dispose();
    }

    [Theory]
    [InlineData(TrustRole.Channel, false)]
    [InlineData(TrustRole.Channel, true)]
    [InlineData(TrustRole.Release, false)]
    [InlineData(TrustRole.Root, false)]
    public async Task Follows_the_new_keys_while_it_runs(TrustRole role, bool newEpoch)
    {
        await channel.PublishAsync(Any);
        await using var agent = AgentProcess.Start(channel, folders);
        await agent.AwaitAsync(each => Head(each, "sequence") == 1, "the first head");

        await channel.RotateAsync(role, newEpoch);
        await channel.RotateAsync(role, newEpoch);
        var head = await channel.PublishAsync(Other);

        await agent.AwaitAsync(
            each => each.GetProperty("head").GetProperty("digest").GetString() == head.Bundle.ContentDigest.ToString(),
            "the head of the new keys");
        Assert.Equal(newEpoch ? 3 : 1, head.Epoch);
        if (role != TrustRole.Root)
        {
            Assert.Equal(["2.root.json", "3.root.json"], Roots);
        }
    }

    [Fact]
    public async Task Begins_with_a_root_that_has_the_digest_it_was_given_and_needs_no_store_for_that_later()
    {
        var digest = BundleDigest.Of(await File.ReadAllBytesAsync(channel.RootPath, TestContext.Current.CancellationToken));
        await using (var agent = Pinned(digest))
        {
            await agent.AwaitLogAsync("is waited for: the store has 0 roots");
            await channel.PublishAsync(Any);
            await agent.AwaitAsync(each => Head(each, "sequence") == 1, "the first head");
            await channel.RotateAsync(TrustRole.Channel);
            await channel.PublishAsync(Other);
            await agent.AwaitAsync(each => Head(each, "sequence") == 2, "the head of the new key");
            await agent.TerminateAsync();
        }

        Directory.Delete(channel.Store, recursive: true);
        await using var again = Pinned(digest);
        Assert.Equal("waiting", (await again.StatusAsync()).GetProperty("state").GetString());
        Assert.Equal(["2.root.json", "pinned.root.json"], Roots);
    }

    [Fact]
    public async Task Starts_from_disk_with_a_bundle_whose_keys_were_replaced_since()
    {
        await channel.PublishAsync(Any);
        var client = Path.Combine(folders.Data, "trust");
        await using (var agent = AgentProcess.Start(channel, folders))
        {
            await agent.AwaitAsync(each => Head(each, "sequence") == 1, "the first head");
            await agent.TerminateAsync();
        }

        var generation = Assert.Single(Directory.GetDirectories(Path.Combine(folders.Data, "generations")));
        await channel.RotateAsync(TrustRole.Channel);
        Directory.CreateDirectory(client);
        File.Copy(
            Path.Combine(Path.GetDirectoryName(channel.RootPath) ?? "", "2.root.json"),
            Path.Combine(client, "2.root.json"));
        await using var again = AgentProcess.Start(channel, folders);

        // The store's head is signed by the old key alone, so it is not believed; what lies on disk still is.
        await again.AwaitAsync(
            each => each.GetProperty("lastError").ValueKind == JsonValueKind.Object, "an error about the head");
        Assert.DoesNotContain("passed over", again.Log, StringComparison.Ordinal);
        Assert.True(Directory.Exists(generation));
    }

    [Fact]
    public async Task Believes_no_root_that_was_planted()
    {
        using var stranger = new TestChannel();
        await stranger.RotateAsync(TrustRole.Channel);
        await stranger.PublishAsync(Any);
        var planted = Path.Combine(Path.GetDirectoryName(stranger.RootPath) ?? "", "2.root.json");
        var head = await channel.PublishAsync(Other);
        foreach (var folder in (string[])[Path.Combine(folders.Data, "trust"), Path.Combine(channel.Store, "trust")])
        {
            Directory.CreateDirectory(folder);
            File.Copy(planted, Path.Combine(folder, "2.root.json"));
        }

        await using var agent = AgentProcess.Start(channel, folders);

        var status = await agent.AwaitAsync(each => Head(each, "sequence") == 1, "the head of the pinned root");
        Assert.Equal(
            head.Bundle.ContentDigest.ToString(), status.GetProperty("head").GetProperty("digest").GetString());
        Assert.Contains("is not followed", agent.Log, StringComparison.Ordinal);
    }

    private IEnumerable<string?> Roots =>
        Directory.GetFiles(Path.Combine(folders.Data, "trust")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static long? Head(JsonElement status, string name) =>
        status.GetProperty("head") is { ValueKind: JsonValueKind.Object } head ? head.GetProperty(name).GetInt64() : null;

    private AgentProcess Pinned(BundleDigest digest) =>
        AgentProcess.Start(channel.Address, TestChannel.Name, digest.ToString(), folders);
}
