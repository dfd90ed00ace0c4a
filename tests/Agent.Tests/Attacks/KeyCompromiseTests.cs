using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Each key stolen in turn, beside the right to write the store: how far its thief comes, and how that ends.</summary>
public sealed class KeyCompromiseTests
{
    private static readonly BundleDigest Good = AttackedChannel.BundleOf("good").ContentDigest;

    [Theory]
    [InlineData("root")]
    [InlineData("release")]
    [InlineData("second")]
    [InlineData("channel")]
    public async Task One_key_puts_no_new_content_on_a_gateway(string stolen)
    {
        using var channel = await AttackedChannel.OpenWithTwoBuildersAsync();
        var gateway = await WithGoodAsync(channel);
        var key = KeyOf(channel, stolen);

        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 2);
        await channel.PutAsync(evil, key);
        await channel.PutAsync(channel.HeadOf(evil, 2), key);

        Assert.IsType<Look.Refused>(await gateway.LookAsync());
        Assert.Equal(Good, gateway.Content);
    }

    [Fact]
    public async Task The_channel_key_and_one_release_key_put_no_new_content_on_a_gateway()
    {
        using var channel = await AttackedChannel.OpenWithTwoBuildersAsync();
        var gateway = await WithGoodAsync(channel);

        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 2);
        await channel.PutAsync(evil, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(evil, 2), channel.ChannelKey);

        await gateway.AssertRefusedAsync("the release record is not signed by the keys");
        Assert.Equal(Good, gateway.Content);
    }

    [Fact]
    public async Task The_channel_key_stops_a_channel_until_it_is_replaced()
    {
        using var channel = AttackedChannel.Open();
        var head = await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();
        var stolen = channel.ChannelKey;

        // The thief may re-sign what is live: the channel then ends at the thief's number.
        await channel.PutAsync(head with { Revision = 1 + Limits.CounterJump }, stolen);
        await gateway.AssertAcceptedAsync();
        await channel.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Channel, null, null, newEpoch: true));
        await channel.PublishAsync("better");
        await gateway.AssertAcceptedAsync();

        await channel.PutAsync(head with { Epoch = 2, Revision = 2 }, stolen);
        await gateway.AssertRefusedAsync("the head is not signed by the keys");
    }

    [Fact]
    public async Task A_stolen_release_key_is_replaced_and_what_it_signed_does_not_count()
    {
        using var channel = AttackedChannel.Open();
        var stolen = channel.ReleaseKey;
        await channel.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Release, null, null, newEpoch: false));
        await channel.PublishRootsAsync();
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        await channel.PutAsync(evil, stolen);
        await channel.PutAsync(channel.HeadOf(evil, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the release record is not signed by the keys");
    }

    [Fact]
    public async Task One_of_two_root_keys_makes_no_root()
    {
        using var channel = AttackedChannel.Open();
        KeyDirectory.Init(Path.Combine(channel.Keys, "more"), "elsewhere", channel.Time);
        using var other = KeyFileSigner.Load(Path.Combine(channel.Keys, "more", "root.key.pem"));
        File.Copy(Path.Combine(channel.Keys, "more", "root.key.pem"), Path.Combine(channel.Keys, "root.2.key.pem"));
        await channel.ChangeRootAsync(ceremony => ceremony.Grant(
            TrustRole.Root, [], [channel.RootKey.PublicKey, other.PublicKey], 2));
        await channel.PublishRootsAsync();
        var key = channel.Stranger().PublicKey;
        var evil = channel.Root with
        {
            Version = 3,
            Keys = channel.Root.Keys.Append(new(key.KeyId, key.ToEntry())).ToDictionary(),
            Roles = channel.Root.Roles with { Release = [new([key.KeyId], 1, ["*"])] },
        };
        await channel.PutAsync(evil, channel.RootKey);
        var gateway = new VerifyingGateway(channel);

        await gateway.LookAsync();

        Assert.Equal(2, gateway.RootVersion);
        Assert.Contains("not signed by the root keys of version 2", gateway.RootRefusal, StringComparison.Ordinal);
    }

    private static async Task<VerifyingGateway> WithGoodAsync(AttackedChannel channel)
    {
        await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        return gateway;
    }

    private static ISigner KeyOf(AttackedChannel channel, string role) => role switch
    {
        "root" => channel.RootKey,
        "release" => channel.ReleaseKey,
        "second" => channel.SecondKey,
        _ => channel.ChannelKey,
    };
}
