using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>A root that asks for more than one release key, and builders of whom each has one.</summary>
public sealed class CosignerTests
{
    private static readonly Bundle First = Workshop.BundleOf("first");
    private static readonly Bundle Other = Workshop.BundleOf("other");

    [Fact]
    public async Task Who_has_enough_keys_publishes_at_once()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);

        var published = Assert.IsType<Publication.Published>(
            await builders.PublishAsync(First, builders.First, builders.Second));

        Assert.IsType<Verdict.Trusted>(await VerifyAsync(builders, published.Head));
        Assert.Equal(2, await CountAsync(builders, $"attest/{First.Reference.Blob.Hex}/"));
        Assert.Equal(0, await CountAsync(builders, "proposals/"));
    }

    [Fact]
    public async Task Who_has_too_few_proposes_and_moves_nothing_however_often()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);

        var first = Assert.IsType<Publication.Proposed>(await builders.PublishAsync(First, builders.First)).Proposal;
        var again = Assert.IsType<Publication.Proposed>(await builders.PublishAsync(First, builders.First)).Proposal;

        Assert.Equal((1, 1), (first.Record.Sequence, first.Quorum.Missing));
        Assert.Equal(first.Reference, again.Reference);
        Assert.Equal([builders.Second.PublicKey.KeyId, builders.Third.PublicKey.KeyId], first.Quorum.Others);
        Assert.Equal(1, await CountAsync(builders, "proposals/edge/1-000000000001.json"));
        Assert.Equal((0, 0), (await CountAsync(builders, "channels/"), await CountAsync(builders, "releases/")));
        Assert.Equal(2, Assert.IsType<Publication.Proposed>(
            await builders.PublishAsync(Other, builders.First)).Proposal.Record.Sequence);
    }

    [Fact]
    public async Task The_second_builder_completes_it_and_the_next_publication_writes_the_head()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);
        await builders.PublishAsync(First, builders.First);

        var completed = Assert.IsType<Cosignature.Completed>(
            await builders.CosignAsync(await builders.NewestAsync(), Workshop.BundleOf("first"), builders.Second));
        Assert.Equal(0, await CountAsync(builders, "channels/"));
        var published = Assert.IsType<Publication.Published>(await builders.PublishAsync(First, builders.First));

        Assert.Equal(completed.Release, published.Head.Release);
        Assert.IsType<Verdict.Trusted>(await VerifyAsync(builders, published.Head));
        Assert.Equal(2, await CountAsync(builders, $"attest/{First.Reference.Blob.Hex}/"));
        Assert.IsType<Publication.Unchanged>(await builders.PublishAsync(First, builders.First));
        Assert.Contains(
            "waits for a signature", Assert.IsType<ProposalSearch.Nothing>(await builders.FindAsync()).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_are_gathered_until_they_are_enough_and_one_key_counts_once()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 3);
        await builders.PublishAsync(First, builders.First);

        var proposal = await builders.NewestAsync();
        foreach (var missing in (int[])[1, 1])
        {
            var added = Assert.IsType<Cosignature.Added>(await builders.CosignAsync(proposal, First, builders.Second));
            Assert.Equal(missing, added.Proposal.Quorum.Missing);
        }

        Assert.IsType<Cosignature.Completed>(await builders.CosignAsync(proposal, First, builders.Third));
        Assert.IsType<Cosignature.Completed>(await builders.CosignAsync(proposal, First, builders.Third));
        var published = Assert.IsType<Publication.Published>(await builders.PublishAsync(First, builders.First));
        Assert.IsType<Verdict.Trusted>(await VerifyAsync(builders, published.Head));
    }

    [Fact]
    public async Task Two_builders_who_sign_at_once_lose_neither_signature()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 3);
        await builders.PublishAsync(First, builders.First);
        var proposal = await builders.NewestAsync();

        var signed = await Task.WhenAll(
            builders.CosignAsync(proposal, First, builders.Second),
            builders.CosignAsync(proposal, First, builders.Third));

        Assert.Contains(signed, each => each is Cosignature.Completed);
        Assert.Equal(1, await CountAsync(builders, "releases/"));
    }

    [Fact]
    public async Task Other_content_is_not_signed_and_the_difference_is_named()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);
        await builders.PublishAsync(First, builders.First);

        var differs = Assert.IsType<Cosignature.Differs>(
            await builders.CosignAsync(await builders.NewestAsync(), Other, builders.Second));

        Assert.Equal((First.ContentDigest, Other.ContentDigest), (differs.Proposed, differs.Rebuilt));
        Assert.Equal("index.json", differs.Difference.File);
        Assert.Equal(
            ["Listener first: only in the proposal", "Listener other: only in this build"],
            differs.Difference.Resources);
        Assert.NotNull(differs.ProposedBy);
        Assert.Equal(1, (await builders.NewestAsync()).Quorum.Missing);
        Assert.Equal(1, await CountAsync(builders, $"attest/{First.Reference.Blob.Hex}/"));
    }

    [Fact]
    public async Task Other_sources_are_not_signed_even_if_they_give_the_same()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);
        var tree = BundleDigest.Of("files"u8);
        await new ReleasePublisher(
            builders.Workshop.Store, builders.Workshop.Store, builders.Keys(builders.First), builders.Workshop.Time)
            .PublishAsync(
                First, Workshop.Request with { Source = new("shop", "0123", Tree: tree) }, TwoBuilders.Cancellation);
        var proposal = await builders.NewestAsync();

        Assert.Contains("0123", await RefusalAsync(new("shop", "4567")), StringComparison.Ordinal);
        Assert.Contains(
            "other files", await RefusalAsync(new("shop", "0123", Tree: BundleDigest.Of("more"u8))),
            StringComparison.Ordinal);
        Assert.IsType<Cosignature.Completed>(await builders.CosignAsync(
            proposal, First, builders.Second, new("folder", Tree: tree)));

        async Task<string> RefusalAsync(ReleaseSource source) => Assert.IsType<Cosignature.Refused>(
            await builders.CosignAsync(proposal, First, builders.Second, source)).Reason;
    }

    [Fact]
    public async Task What_no_release_key_stands_behind_is_no_proposal()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);
        using var stranger = TwoBuilders.Strange(builders.Workshop, "stranger");
        await builders.PublishAsync(First, builders.First);
        var envelope = (await builders.NewestAsync()).Envelope;
        var record = (await builders.NewestAsync()).Record with { Sequence = 2 };
        var forged = await stranger.CosignAsync(
            new(PayloadTypes.Release, record.ToPayload(), []), TwoBuilders.Cancellation);
        await CreateAsync(builders, 2, forged);
        await CreateAsync(builders, 3, envelope);

        var search = await builders.FindAsync(sequence: 2);

        Assert.Contains("is not signed by the keys", Assert.IsType<ProposalSearch.Nothing>(search).Reason,
            StringComparison.Ordinal);
        Assert.Contains("signed as release 1",
            Assert.IsType<ProposalSearch.Nothing>(await builders.FindAsync(sequence: 3)).Reason,
            StringComparison.Ordinal);
        Assert.Equal(1, (await builders.NewestAsync()).Record.Sequence);
        Assert.Contains("none of the keys", Assert.IsType<Cosignature.Refused>(
            await builders.CosignAsync(await builders.NewestAsync(), First, stranger)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_that_do_not_count_do_not_use_up_the_room()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);
        await builders.PublishAsync(First, builders.First);
        var proposal = await builders.NewestAsync();
        var junk = Enumerable.Range(0, Limits.Signatures - 1)
            .Select(number => new EnvelopeSignature($"{number}", new byte[70]));
        var path = StoreLayout.Proposal(Workshop.Channel, 1, 1);
        await builders.Workshop.Store.ReplaceAsync(
            path,
            (proposal.Envelope with { Signatures = [.. proposal.Envelope.Signatures, .. junk] }).ToJson(),
            proposal.ETag,
            TwoBuilders.Cancellation);

        Assert.IsType<Cosignature.Completed>(
            await builders.CosignAsync(await builders.NewestAsync(), First, builders.Second));
    }

    [Fact]
    public async Task A_number_that_another_release_took_is_not_signed_for()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 2);
        await builders.PublishAsync(First, builders.First);
        var proposal = await builders.NewestAsync();
        await builders.PublishAsync(Other, builders.First, builders.Second);

        Assert.Contains("superseded", Assert.IsType<ProposalSearch.Nothing>(await builders.FindAsync(1)).Reason,
            StringComparison.Ordinal);
        Assert.Contains("another release", Assert.IsType<Cosignature.Refused>(
            await builders.CosignAsync(proposal, First, builders.Second)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_other_channels_sign_nothing()
    {
        using var builders = await TwoBuilders.OpenAsync(threshold: 1, channels: "tenant-*");

        Assert.Contains("not signed by any key", Assert.IsType<Publication.Refused>(
            await builders.PublishAsync(First, builders.First)).Reason, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(builders, "releases/"));
    }

    private static async Task<Verdict> VerifyAsync(TwoBuilders builders, ChannelHead head) =>
        new TrustPolicy(builders.Chain.Newest, Workshop.Channel).Verify(
            await GetAsync(builders, StoreLayout.Head(Workshop.Channel)),
            await GetAsync(builders, StoreLayout.Release(Workshop.Channel, head.Epoch, head.Sequence)),
            floor: null,
            builders.Workshop.Time.Now);

    private static async Task<ReadOnlyMemory<byte>> GetAsync(TwoBuilders builders, string path) =>
        Assert.IsType<StoreRead.Found>(await builders.Workshop.Store.GetAsync(
            path, null, Limits.RootBytes, TwoBuilders.Cancellation)).Content;

    private static Task<StoreWrite> CreateAsync(TwoBuilders builders, long sequence, SignedEnvelope envelope) =>
        builders.Workshop.Store.CreateAsync(
            StoreLayout.Proposal(Workshop.Channel, 1, sequence), envelope.ToJson(), TwoBuilders.Cancellation);

    private static async Task<int> CountAsync(TwoBuilders builders, string prefix) =>
        await builders.Workshop.Store.ListAsync(prefix, TwoBuilders.Cancellation)
            .CountAsync(TwoBuilders.Cancellation);
}
