using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>What was signed once, shown again when something newer was accepted.</summary>
public sealed class RollbackTests
{
    [Fact]
    public async Task An_older_head_of_the_same_release_is_not_taken_back_to()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        var older = await channel.GetAsync(StoreLayout.Head(AttackedChannel.Name));
        channel.Time.Now += TimeSpan.FromDays(3);
        Assert.Equal(2, (await channel.PublishAsync("good")).Revision);
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        await channel.PutAsync(StoreLayout.Head(AttackedChannel.Name), older);

        await gateway.AssertRefusedAsync("revision 1 is behind 2");
    }

    [Fact]
    public async Task The_channel_key_does_not_lead_back_behind_a_stable_release()
    {
        var (channel, gateway, first) = await WithTwoReleasesAsync();
        using var used = channel;
        var second = await gateway.AssertAcceptedAsync();

        await channel.PutAsync(
            first with { Revision = 3, Sequence = 2, Withdrawn = new(2, second.Bundle.ContentDigest, channel.Time.Now, "") },
            channel.ChannelKey);

        await gateway.AssertRefusedAsync("the stable release 1 is behind 2");
    }

    [Fact]
    public async Task The_channel_key_does_not_make_a_candidate_unheard_of()
    {
        var (channel, gateway, first) = await WithTwoReleasesAsync();
        using var used = channel;
        gateway.Floor = new(1, 2, first.Bundle.Blob, Sequence: 2, first.Release.Digest, Stable: 1);

        await channel.PutAsync(first with { Revision = 3 }, channel.ChannelKey);

        await gateway.AssertRefusedAsync("sequence 1 is behind 2");
    }

    [Fact]
    public async Task The_same_revision_is_the_same_head()
    {
        using var channel = AttackedChannel.Open();
        var head = await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        await channel.PutAsync(head with { Expires = head.Expires.AddYears(50) }, channel.ChannelKey);

        await gateway.AssertRefusedAsync("accepted before as another head");
    }

    [Fact]
    public async Task The_same_sequence_is_the_same_release()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(evil, 2), channel.ChannelKey);

        await gateway.AssertRefusedAsync("accepted before as another release");
    }

    [Fact]
    public async Task What_was_revoked_does_not_come_back_to_a_gateway_that_remembers_nothing()
    {
        using var channel = AttackedChannel.Open();
        var head = await channel.PublishAsync("bad");
        await channel.ChangeRootAsync(ceremony => ceremony.RevokeContent(head.Bundle.ContentDigest));
        await channel.PublishRootsAsync();

        await new VerifyingGateway(channel).AssertRefusedAsync("was revoked");
    }

    private static async Task<(AttackedChannel Channel, VerifyingGateway Gateway, ChannelHead First)>
        WithTwoReleasesAsync()
    {
        var channel = AttackedChannel.Open();
        var first = await channel.PublishAsync("first");
        await channel.PublishAsync("second");

        return (channel, new(channel), first);
    }
}
