using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Roots that do not follow the one that a gateway was given.</summary>
public sealed class RootAttackTests
{
    [Fact]
    public async Task A_root_that_the_one_before_has_not_signed_is_not_followed()
    {
        using var channel = AttackedChannel.Open();
        using var stranger = AttackedChannel.Open();
        await stranger.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Channel, null, null, newEpoch: false));
        await stranger.PublishRootsAsync();

        await AssertNotFollowedAsync(
            channel, await stranger.GetAsync(StoreLayout.Root(2)), "not signed by the root keys of version 1");
    }

    [Fact]
    public async Task A_root_that_its_own_keys_have_not_signed_is_not_followed()
    {
        using var channel = AttackedChannel.Open();
        var key = channel.Stranger().PublicKey;
        var next = channel.Root with
        {
            Version = 2,
            Keys = channel.Root.Keys.Append(new(key.KeyId, key.ToEntry())).ToDictionary(),
            Roles = channel.Root.Roles with { Root = new([key.KeyId], 1) },
        };

        await channel.PutAsync(next, channel.RootKey);

        await AssertNotFollowedAsync(channel, "not signed by its own root keys");
    }

    [Theory]
    [InlineData(3, "production", 1, "and 2 comes next")]
    [InlineData(2, "staging", 1, "for environment 'staging'")]
    [InlineData(2, "production", 0, "counts its versions and epochs from below 1")]
    public async Task A_root_that_leaves_out_or_changes_what_it_must_not_is_not_followed(
        int version, string environment, long epoch, string because)
    {
        using var channel = AttackedChannel.Open();
        var next = channel.Root with { Version = version, Environment = environment, Epoch = epoch };
        await channel.PutAsync(StoreLayout.Root(2), await AttackedChannel.SignAsync(
            Bundles.Trust.PayloadTypes.Root, next.ToPayload(), channel.RootKey));

        await AssertNotFollowedAsync(channel, because);
    }

    [Fact]
    public async Task A_root_does_not_go_back_to_an_epoch_that_is_over()
    {
        using var channel = AttackedChannel.Open();
        await channel.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Channel, null, null, newEpoch: true));
        await channel.PublishRootsAsync();
        await channel.PutAsync(channel.Root with { Version = 3, Epoch = 1 }, channel.RootKey);

        await AssertNotFollowedAsync(channel, "goes back to epoch 1", last: 2);
    }

    [Fact]
    public async Task A_root_that_was_pinned_by_its_digest_is_no_other_from_the_store_nor_from_disk()
    {
        using var channel = AttackedChannel.Open();
        using var stranger = AttackedChannel.Open();
        using var folders = new AgentFolders();
        var evil = await stranger.PublishAsync("evil");
        Directory.CreateDirectory(Path.Combine(folders.Data, "trust"));
        File.Copy(stranger.RootPath, Path.Combine(folders.Data, "trust", "pinned.root.json"));
        var digest = BundleDigest.Of(await File.ReadAllBytesAsync(channel.RootPath, AttackedChannel.Cancellation));

        await using (var agent = AgentProcess.Start(
            stranger.StoreFolder, AttackedChannel.Name, digest.ToString(), folders))
        {
            await agent.AwaitLogAsync("is waited for: the store has 1 roots, and none of them is it");
        }

        await channel.PublishAsync("good");
        await using var honest = AgentProcess.Start(
            channel.StoreFolder, AttackedChannel.Name, digest.ToString(), folders);
        var status = await honest.AwaitAsync(
            each => each.GetProperty("head").ValueKind == System.Text.Json.JsonValueKind.Object, "a head");
        Assert.NotEqual(
            evil.Bundle.ContentDigest.ToString(), status.GetProperty("head").GetProperty("digest").GetString());
    }

    private static async Task AssertNotFollowedAsync(
        AttackedChannel channel, ReadOnlyMemory<byte> planted, string because)
    {
        await channel.PutAsync(StoreLayout.Root(2), planted);
        await AssertNotFollowedAsync(channel, because);
    }

    private static async Task AssertNotFollowedAsync(AttackedChannel channel, string because, int last = 1)
    {
        var gateway = new VerifyingGateway(channel);
        await gateway.LookAsync();

        Assert.Equal(last, gateway.RootVersion);
        Assert.Contains(because, gateway.RootRefusal, StringComparison.Ordinal);
    }
}
