using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Polling;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Signing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Time: what is withheld, what is run ahead, and clocks that are wrong.</summary>
public sealed class FreshnessTests
{
    [Fact]
    public async Task A_frozen_channel_is_no_longer_accepted_when_its_head_expires()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        channel.Time.Now += TimeSpan.FromDays(7);
        await gateway.AssertRefusedAsync("the head expired");

        await channel.PublishAsync("good");
        await gateway.AssertAcceptedAsync();
    }

    [Fact]
    public async Task A_frozen_root_is_no_longer_accepted_when_it_expires()
    {
        using var channel = AttackedChannel.Open();
        channel.Time.Now = channel.Root.Expires;
        var record = await channel.RecordOfAsync(AttackedChannel.BundleOf("good"), 1);
        await channel.PutAsync(record, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(record, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("the root document expired");
    }

    [Fact]
    public async Task Whoever_withholds_heads_does_not_withhold_the_next_root()
    {
        using var channel = AttackedChannel.Open();
        var data = new DataFolder(Path.Combine(channel.Folder, "data"));
        data.Create();
        var trust = TrustAnchor.Load(
            new(File.ReadAllBytes(channel.RootPath), "root"), data, AttackedChannel.Name, NullLogger.Instance);
        var time = new Ticking();
        var follower = new RootFollower(channel.Store, trust, time, NullLogger.Instance);
        Assert.False(await follower.FollowIfDueAsync(AttackedChannel.Cancellation));
        await channel.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Channel, null, null, newEpoch: false));
        await channel.PublishRootsAsync();

        Assert.False(await follower.FollowIfDueAsync(AttackedChannel.Cancellation));
        time.Passed += TimeSpan.FromMinutes(10);
        Assert.True(await follower.FollowIfDueAsync(AttackedChannel.Cancellation));

        Assert.Equal(2, trust.Version);
    }

    [Fact]
    public async Task Numbers_are_not_used_up_and_a_new_epoch_takes_back_what_was()
    {
        using var channel = AttackedChannel.Open();
        var head = await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        await channel.PutAsync(head with { Revision = long.MaxValue }, channel.ChannelKey);
        await gateway.AssertRefusedAsync("runs too far ahead");

        // One that had accepted nothing before has nothing to compare with: it is the one that has to be recovered.
        var late = new VerifyingGateway(channel);
        await late.AssertAcceptedAsync();
        await channel.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Channel, null, null, newEpoch: true));
        await channel.PublishAsync("better");

        Assert.Equal((2, 1), ((await gateway.AssertAcceptedAsync()).Epoch, (await late.AssertAcceptedAsync()).Revision));
    }

    [Fact]
    public async Task A_counter_at_the_bound_is_accepted_and_one_beyond_is_not()
    {
        using var channel = AttackedChannel.Open();
        var head = await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();

        await channel.PutAsync(head with { Revision = 2 + Limits.CounterJump }, channel.ChannelKey);
        await gateway.AssertRefusedAsync("runs too far ahead");
        await channel.PutAsync(head with { Revision = 1 + Limits.CounterJump }, channel.ChannelKey);
        await gateway.AssertAcceptedAsync();
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(-1)]
    public async Task A_clock_that_is_behind_keeps_nothing_newer_away(int days)
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();
        await channel.PublishAsync("better");

        channel.Time.Now += TimeSpan.FromDays(days);

        Assert.Equal(2, (await gateway.AssertAcceptedAsync()).Sequence);
    }

    [Fact]
    public async Task A_clock_that_is_ahead_lets_nothing_new_in_and_takes_nothing_away()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        var gateway = new VerifyingGateway(channel);
        await gateway.AssertAcceptedAsync();
        await channel.PublishAsync("better");
        var now = channel.Time.Now;

        channel.Time.Now = now.AddDays(400);
        await gateway.AssertRefusedAsync("the head expired");
        Assert.Equal(AttackedChannel.BundleOf("good").ContentDigest, gateway.Content);
        channel.Time.Now = now;

        Assert.Equal(2, (await gateway.AssertAcceptedAsync()).Sequence);
    }

    private sealed class Ticking : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
