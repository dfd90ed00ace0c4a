using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>What came of a look at the channel.</summary>
internal abstract record Look
{
    private Look()
    {
    }

    public sealed record Accepted(ChannelHead Head) : Look;

    public sealed record Refused(string Reason) : Look;
}

/// <summary>
/// Asks of a store what an agent asks, by the verifier that agents have, with a clock of its own: roots, head, release,
/// blob, each before the next, and a floor that it remembers.
/// </summary>
internal sealed class VerifyingGateway
{
    private readonly IStoreReader store;
    private readonly string channel;
    private readonly TimeProvider time;
    private RootChain roots;

    public VerifyingGateway(AttackedChannel attacked, string channel = AttackedChannel.Name, IStoreReader? store = null)
    {
        (this.store, this.channel, time) = (store ?? attacked.Store, channel, attacked.Time);
        Assert.True(RootChain.TryPin(File.ReadAllBytes(attacked.RootPath), out var pinned, out var reason), reason);
        roots = pinned;
    }

    /// <summary>What was accepted before.</summary>
    public TrustFloor? Floor { get; set; }

    public int RootVersion => roots.Newest.Version;

    /// <summary>The content that this gateway has now.</summary>
    public BundleDigest? Content { get; private set; }

    /// <summary>Why the last next root was not followed.</summary>
    public string RootRefusal { get; private set; } = "";

    private static CancellationToken Cancellation => AttackedChannel.Cancellation;

    public async Task<Look> LookAsync()
    {
        await FollowAsync();
        var policy = new TrustPolicy(roots.Newest, channel);
        if (await store.GetAsync(StoreLayout.Head(channel), null, Limits.HeadBytes, Cancellation)
            is not StoreRead.Found head)
        {
            return new Look.Refused("there is no head, or too much of it");
        }

        if (policy.VerifyHead(head.Content, Floor, time.GetUtcNow()) is HeadVerdict.Rejected unbelieved)
        {
            return new Look.Refused(unbelieved.Reason);
        }

        var named = Assert.IsType<HeadVerdict.Trusted>(policy.VerifyHead(head.Content, Floor, time.GetUtcNow())).Head;
        var target = HeadTarget.Stable(named);
        if (await store.GetAsync(
            StoreLayout.Release(channel, named.Epoch, target.Release.Sequence), null, Limits.ReleaseBytes, Cancellation)
            is not StoreRead.Found release)
        {
            return new Look.Refused("there is no release record, or too much of it");
        }

        switch (policy.Verify(head.Content, release.Content, Floor, time.GetUtcNow()))
        {
            case Verdict.Rejected rejected:
                return new Look.Refused(rejected.Reason);
            case Verdict.Trusted trusted:
                return await OpenAsync(trusted);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Looks, and expects to be refused for this reason, with nothing changed.</summary>
    public async Task AssertRefusedAsync(string because)
    {
        var (before, floor) = (Content, Floor);
        Assert.Contains(because, Assert.IsType<Look.Refused>(await LookAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal((before, floor), (Content, Floor));
    }

    public async Task<ChannelHead> AssertAcceptedAsync() => Assert.IsType<Look.Accepted>(await LookAsync()).Head;

    private async Task<Look> OpenAsync(Verdict.Trusted trusted)
    {
        var bundle = trusted.Target.Bundle;
        if (await store.GetAsync(StoreLayout.Blob(bundle.Blob), null, Limits.BundleBytes, Cancellation)
            is not StoreRead.Found blob)
        {
            return new Look.Refused("there is no bundle, or too much of it");
        }

        if (BundleReader.Open(blob.Content, bundle) is BundleOpening.Refused refused)
        {
            return new Look.Refused(refused.Reason);
        }

        (Content, Floor) = (bundle.ContentDigest, trusted.Floor);

        return new Look.Accepted(trusted.Head);
    }

    private async Task FollowAsync()
    {
        RootRefusal = "";
        while (await store.GetAsync(StoreLayout.Root(RootVersion + 1), null, Limits.RootBytes, Cancellation)
            is StoreRead.Found next)
        {
            if (!roots.TryExtend(next.Content, out var longer, out var reason))
            {
                RootRefusal = reason;

                return;
            }

            roots = longer;
        }
    }
}
