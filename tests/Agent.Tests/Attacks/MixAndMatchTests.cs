using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>Good pieces that do not belong together, or do not belong here.</summary>
public sealed class MixAndMatchTests
{
    [Fact]
    public async Task The_head_names_one_record_and_no_other()
    {
        using var channel = AttackedChannel.Open();
        var record = await channel.RecordOfAsync(AttackedChannel.BundleOf("good"), 1);
        await channel.PutAsync(record, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(record, 1), channel.ChannelKey);

        // Signed as well, of the same number and the same bundle: another day's record all the same.
        await channel.PutAsync(record with { CreatedAt = record.CreatedAt.AddDays(-1) }, channel.ReleaseKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("names another release record");
    }

    [Fact]
    public async Task The_channel_key_does_not_give_a_record_another_bundle()
    {
        using var channel = AttackedChannel.Open();
        var record = await channel.RecordOfAsync(AttackedChannel.BundleOf("good"), 1);
        await channel.PutAsync(record, channel.ReleaseKey);
        var evil = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);

        await channel.PutAsync(channel.HeadOf(record, 1) with { Bundle = evil.Bundle }, channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("speak of different bundles");
    }

    [Fact]
    public async Task The_blob_of_another_release_is_not_taken()
    {
        using var channel = AttackedChannel.Open();
        var first = await channel.PublishAsync("first");
        var second = await channel.PublishAsync("other");
        var other = await channel.GetAsync(StoreLayout.Blob(first.Bundle.Blob));
        await channel.PutAsync(StoreLayout.Blob(second.Bundle.Blob), other);

        await new VerifyingGateway(channel).AssertRefusedAsync("were signed");
    }

    [Fact]
    public async Task The_same_content_in_other_bytes_than_were_signed_is_not_taken()
    {
        using var channel = AttackedChannel.Open();
        var bundle = AttackedChannel.BundleOf("good");
        var (signed, served) = (Archives.CutAt(bundle.Bytes, 1000), Archives.CutAt(bundle.Bytes, 2000));
        var record = await channel.RecordOfAsync(bundle, 1);
        record = record with { Bundle = new(BundleDigest.Of(signed), signed.Length, bundle.ContentDigest) };
        await channel.PutAsync(record, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(record, 1), channel.ChannelKey);
        var gateway = new VerifyingGateway(channel);

        await channel.PutAsync(StoreLayout.Blob(record.Bundle.Blob), served);
        await gateway.AssertRefusedAsync("was signed");

        await channel.PutAsync(StoreLayout.Blob(record.Bundle.Blob), signed);
        await gateway.AssertAcceptedAsync();
    }

    [Fact]
    public async Task Bytes_that_were_signed_with_other_content_are_not_taken()
    {
        using var channel = AttackedChannel.Open();
        var record = await channel.RecordOfAsync(AttackedChannel.BundleOf("evil"), 1);
        record = record with
        {
            Bundle = record.Bundle with { ContentDigest = AttackedChannel.BundleOf("good").ContentDigest },
        };
        await channel.PutAsync(record, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(record, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("its content has the digest");
    }

    [Fact]
    public async Task A_bundle_of_staging_is_not_taken_in_production()
    {
        using var channel = AttackedChannel.Open();
        var record = await channel.RecordOfAsync(AttackedChannel.BundleOf("untested"), 1);
        record = record with { Environment = "staging" };
        await channel.PutAsync(record, channel.ReleaseKey);
        await channel.PutAsync(channel.HeadOf(record, 1), channel.ChannelKey);

        await new VerifyingGateway(channel).AssertRefusedAsync("environment 'staging'");
    }

    [Fact]
    public async Task A_bundle_of_another_channel_is_not_taken()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("for-edge");
        const string other = "tenant-a";
        foreach (var path in (string[])[StoreLayout.Head(AttackedChannel.Name), StoreLayout.Release(AttackedChannel.Name, 1, 1)])
        {
            var copy = path.Replace($"/{AttackedChannel.Name}/", $"/{other}/", StringComparison.Ordinal);
            await channel.PutAsync(copy, await channel.GetAsync(path));
        }

        await new VerifyingGateway(channel, other).AssertRefusedAsync("is for channel 'edge'");
    }

    [Fact]
    public async Task A_head_of_an_epoch_that_is_over_is_not_taken()
    {
        using var channel = AttackedChannel.Open();
        await channel.PublishAsync("good");
        await channel.ChangeRootAsync(ceremony => ceremony.Rotate(TrustRole.Root, null, null, newEpoch: true));
        await channel.PublishRootsAsync();

        await new VerifyingGateway(channel).AssertRefusedAsync("is of epoch 1, and the root document of epoch 2");
    }

    [Fact]
    public async Task A_bundle_holds_the_files_of_its_index_and_no_more()
    {
        using var channel = AttackedChannel.Open();
        foreach (var (spoil, because) in (ReadOnlySpan<(Func<ReadOnlyMemory<byte>, byte[]>, string)>)
            [
                (Archives.WithExtraFile, "its files are not those"),
                (Archives.WithoutLastFile, "its files are not those"),
                (Archives.WithLastFileTwice, "its files are not those"),
            ])
        {
            Assert.Contains(
                because,
                Assert.IsType<BundleOpening.Refused>(OpenSigned(spoil(AttackedChannel.BundleOf("good").Bytes))).Reason,
                StringComparison.Ordinal);
        }

        await new VerifyingGateway(channel).AssertRefusedAsync("there is no head");
    }

    [Fact]
    public void A_bundle_that_claims_four_gibibytes_costs_none()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var refused = Assert.IsType<BundleOpening.Refused>(
            OpenSigned(Archives.Claiming(AttackedChannel.BundleOf("good").Bytes, uint.MaxValue)));

        Assert.Contains("it claims", refused.Reason, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 * 1024 * 1024);
    }

    // Whoever builds may sign what it likes: the reader looks all the same.
    private static BundleOpening OpenSigned(byte[] blob) => BundleReader.Open(
        blob, new BundleReference(BundleDigest.Of(blob), blob.Length, BundleDigest.Of(Archives.Content(blob))));
}
