using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Content that nobody who may has released.</summary>
public sealed class ArbitraryInstallationTests
{
    [Fact]
    public async Task An_unknown_key_installs_nothing()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 2);
        await channel.PutAsync(evil, channel.Stranger());
        await channel.PutAsync(channel.HeadOf(evil, 2), channel.Stranger());

        await gateway.AssertRefusedAsync("the head is not signed by the keys");
    }

    [Fact]
    public async Task A_key_under_the_id_of_another_installs_nothing()
    {
        using var channel = AttackedChannel.Open();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, new Impostor(channel.Stranger(), channel.ReleaseKey.PublicKey));
        await channel.PutAsync(channel.HeadOf(evil, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the release record is not signed by the keys");
    }

    [Fact]
    public async Task The_channel_key_signs_no_release()
    {
        using var channel = AttackedChannel.Open();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, channel.ChannelKey);
        await channel.PutAsync(channel.HeadOf(evil, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the release record is not signed by the keys");
    }

    [Fact]
    public async Task One_of_two_release_keys_is_not_enough()
    {
        using var channel = await AttackedChannel.OpenWithTwoBuildersAsync();
        await channel.PublishRootsAsync();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(evil, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the release record is not signed by the keys");
    }

    [Fact]
    public async Task A_key_that_signs_twice_counts_once()
    {
        using var channel = await AttackedChannel.OpenWithTwoBuildersAsync();
        await channel.PublishRootsAsync();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, channel.ReleaseKey, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(evil, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the release record is not signed by the keys");
    }

    [Fact]
    public async Task What_was_signed_as_something_else_is_no_head()
    {
        using var channel = AttackedChannel.Open();
        var record = await channel.RecordOfAsync(AttackedChannel.BundleOf("good"), 1);
        await channel.PutAsync(record, channel.ReleaseKey);
        await channel.PutAsync(StoreLayout.Head(AttackedChannel.Name), await AttackedChannel.SignAsync(
            "application/json", channel.HeadOf(record, 1).ToPayload(), channel.ChannelKey));

        await new VerifyingGateway(channel).AssertRefusedAsync("not a signed envelope of type");
    }

    [Fact]
    public async Task A_tenants_key_signs_for_no_other_tenant()
    {
        using var channel = AttackedChannel.Open();
        await channel.ChangeRootAsync(ceremony => ceremony.Grant(
            TrustRole.Release, ["tenant-b"], [channel.Stranger().PublicKey], 1));
        await channel.PublishRootsAsync();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, channel.Stranger());
        await channel.PutAsync(channel.HeadOf(evil, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the release record is not signed by the keys");
    }

    [Fact]
    public async Task A_compromised_builder_finds_no_second_one_to_sign()
    {
        using var channel = await AttackedChannel.OpenWithTwoBuildersAsync();
        var first = new ReleasePublisher(
            channel.Store, channel.Store, new(channel.Chain, channel.ReleaseKey, channel.ChannelKey), channel.Time);
        var proposal = Assert.IsType<Publication.Proposed>(await first.PublishAsync(
            AttackedChannel.BundleOf("evil"), new() { Channel = AttackedChannel.Name, Source = new("shop") },
            AttackedChannel.Cancellation)).Proposal;

        var second = new Cosigner(
            channel.Store, channel.Store, new(channel.Chain, [channel.SecondKey], []), channel.Time);
        var signed = await second.SignAsync(
            proposal, AttackedChannel.BundleOf("good"), new("shop"), AttackedChannel.Cancellation);

        Assert.IsType<Cosignature.Differs>(signed);
        await new VerifyingGateway(channel).AssertRefusedAsync("there is no head");
    }

    [Fact]
    public async Task A_strangers_proposal_is_none()
    {
        using var channel = await AttackedChannel.OpenWithTwoBuildersAsync();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(
            StoreLayout.Proposal(AttackedChannel.Name, 1, 1),
            await AttackedChannel.SignAsync(PayloadTypes.Release, evil.ToPayload(), channel.Stranger()));

        Assert.IsType<ProposalSearch.Nothing>(await new ProposalSearcher(
            channel.Store, channel.Store, channel.Root, AttackedChannel.Name).FindAsync(1, AttackedChannel.Cancellation));
    }

    private sealed class Impostor(ISigner signer, PublicKey claimed) : ISigner
    {
        public PublicKey PublicKey => claimed;

        public Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
            signer.SignAsync(data, cancellation);
    }
}
