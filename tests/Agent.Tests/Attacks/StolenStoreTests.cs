using System.Text.Json;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>The agent itself, while somebody has the store or its disk.</summary>
public sealed class StolenStoreTests : IDisposable
{
    private readonly AttackedChannel channel = AttackedChannel.Open();
    private readonly AgentFolders folders = new();

    public void Dispose()
    {
        channel.Dispose();
        folders.Dispose();
    }

    [Fact]
    public async Task Whoever_overwrites_every_object_in_turn_changes_no_gateway_and_is_reported()
    {
        var first = await channel.PublishAsync("good");
        await using var agent = Start();
        await AwaitHeadAsync(agent, first);
        var next = await channel.PublishAsync("better");
        await AwaitHeadAsync(agent, next);
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 3);
        var forged = channel.HeadOf(evil, 3);

        foreach (var (path, bytes) in new[]
        {
            (StoreLayout.Head(AttackedChannel.Name), await AttackedChannel.SignAsync(
                PayloadTypes.Channel, forged.ToPayload(), channel.Stranger())),
            (StoreLayout.Head(AttackedChannel.Name), "garbage"u8.ToArray()),
            (StoreLayout.Head(AttackedChannel.Name), new byte[1024 * 1024]),
            (StoreLayout.Root(2), "garbage"u8.ToArray()),
            (StoreLayout.Release(AttackedChannel.Name, 1, 2), "garbage"u8.ToArray()),
            (StoreLayout.Blob(next.Bundle.Blob), "garbage"u8.ToArray()),
        })
        {
            var whole = await channel.Store.GetAsync(path, null, int.MaxValue, AttackedChannel.Cancellation);
            await channel.PutAsync(path, bytes);
            if (path == StoreLayout.Head(AttackedChannel.Name))
            {
                await agent.AwaitAsync(HasError, $"an error about {path}");
            }

            AssertAt(await agent.StatusAsync(), next);
            if (whole is StoreRead.Found found)
            {
                await channel.PutAsync(path, found.Content);
                await agent.AwaitAsync(status => !HasError(status), $"{path} as it was");
            }
        }

        // What lies behind the head is asked for by those who come anew: they do not get it, and say so.
        await channel.PutAsync(StoreLayout.Blob(next.Bundle.Blob), "garbage"u8.ToArray());
        using var others = new AgentFolders();
        await using var newcomer = AgentProcess.Start(
            channel.StoreFolder, AttackedChannel.Name, channel.RootPath, others);
        Assert.Contains("other bytes", ErrorOf(await newcomer.AwaitAsync(HasError, "an error")), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(others.Data, "generations")));
    }

    [Fact]
    public async Task A_floor_that_was_deleted_is_known_from_what_lies_beside_it()
    {
        await channel.PublishAsync("first");
        var older = await channel.GetAsync(StoreLayout.Head(AttackedChannel.Name));
        await using (var agent = Start())
        {
            await AwaitHeadAsync(agent, await channel.PublishAsync("second"));
            await agent.TerminateAsync();
        }

        await channel.PutAsync(StoreLayout.Head(AttackedChannel.Name), older);
        File.Delete(Path.Combine(folders.Data, "floor.json"));
        await using var again = Start();

        Assert.Contains("behind", ErrorOf(await again.AwaitAsync(HasError, "an error")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_was_swapped_on_disk_is_not_served()
    {
        var head = await channel.PublishAsync("good");
        await using (var agent = Start())
        {
            await AwaitHeadAsync(agent, head);
            await agent.TerminateAsync();
        }

        var generation = Assert.Single(Directory.GetDirectories(Path.Combine(folders.Data, "generations")));
        await File.WriteAllBytesAsync(
            Path.Combine(generation, "bundle.tar.gz"), AttackedChannel.BundleOf("evil").Bytes,
            AttackedChannel.Cancellation);
        File.Delete(Path.Combine(channel.StoreFolder, StoreLayout.Head(AttackedChannel.Name)));
        await using var again = Start();

        await again.AwaitAsync(HasError, "a status");
        Assert.Contains("its bundle cannot be used", again.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_was_planted_on_disk_is_not_believed()
    {
        using var stranger = AttackedChannel.Open();
        await stranger.ChangeRootAsync(
            ceremony => ceremony.Rotate(Delivery.Signing.TrustRole.Channel, null, null, newEpoch: false));
        Directory.CreateDirectory(Path.Combine(folders.Data, "trust"));
        File.Copy(
            Path.Combine(stranger.Keys, "2.root.json"), Path.Combine(folders.Data, "trust", "2.root.json"));
        var head = await channel.PublishAsync("good");

        await using var agent = Start();

        await AwaitHeadAsync(agent, head);
        Assert.Contains("is not followed", agent.Log, StringComparison.Ordinal);
    }

    private AgentProcess Start() =>
        AgentProcess.Start(channel.StoreFolder, AttackedChannel.Name, channel.RootPath, folders);

    private static Task<JsonElement> AwaitHeadAsync(AgentProcess agent, ChannelHead head) =>
        agent.AwaitAsync(status => Digest(status) == head.Bundle.ContentDigest.ToString(), $"sequence {head.Sequence}");

    private static void AssertAt(JsonElement status, ChannelHead head) =>
        Assert.Equal(head.Bundle.ContentDigest.ToString(), Digest(status));

    private static string? Digest(JsonElement status) =>
        status.GetProperty("head") is { ValueKind: JsonValueKind.Object } head
            ? head.GetProperty("digest").GetString()
            : null;

    private static bool HasError(JsonElement status) =>
        status.GetProperty("lastError").ValueKind == JsonValueKind.Object;

    private static string? ErrorOf(JsonElement status) =>
        status.GetProperty("lastError").GetProperty("message").GetString();
}
