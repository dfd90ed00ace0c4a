using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>Polls as an agent does. Floor, roots and bundle lie on its disk, and outlast a crash.</summary>
internal sealed class GatewayProcess(RootChain pinned)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(6);
    private static readonly string HeadPath = StoreLayout.Head(World.Channel);

    private RootChain roots = pinned;
    private TrustFloor? floor;

    /// <summary>The content that it serves.</summary>
    public BundleDigest? Active { get; private set; }

    public async Task RunAsync(Actor actor)
    {
        string? etag = null;
        while (true)
        {
            try
            {
                etag = await PollAsync(actor, etag);
            }
            catch (StoreUnavailableException)
            {
                etag = null;
            }

            await actor.SleepAsync(actor.World.Faults.DrawUpTo(LongestRest));
        }
    }

    private async Task<string?> PollAsync(Actor actor, string? etag)
    {
        await FollowRootsAsync(actor);
        if (await actor.Store.GetAsync(HeadPath, etag, Limits.HeadBytes, CancellationToken.None)
            is not StoreRead.Found found)
        {
            return etag;
        }

        var policy = new TrustPolicy(roots.Newest, World.Channel);
        switch (policy.VerifyHead(found.Content, floor, actor.GetUtcNow()))
        {
            case HeadVerdict.Trusted { Head: var head }:
                return await AcceptAsync(actor, policy, HeadTarget.Of(head, actor.Name), head, found.Content)
                    ? found.ETag
                    : null;
            case HeadVerdict.Rejected { Cause: RejectionCause.Rollback } rejected:
                actor.World.Report($"{actor.Name} is shown what is old: {rejected.Reason}");
                return null;
            case HeadVerdict.Rejected rejected:
                // Expired, or of a key that has been replaced: somebody signs it anew.
                actor.World.Say(actor.Name, $"does not believe the head: {rejected.Reason}");
                return null;
            default:
                return null;
        }
    }

    private async Task FollowRootsAsync(Actor actor)
    {
        while (await actor.Store.GetAsync(
                StoreLayout.Root(roots.Newest.Version + 1), null, Limits.RootBytes, CancellationToken.None)
            is StoreRead.Found found)
        {
            if (!roots.TryExtend(found.Content, out var longer, out var reason))
            {
                actor.World.Report($"{actor.Name} is given a root that does not follow: {reason}");

                return;
            }

            roots = longer;
        }
    }

    /// <summary>False: it is to be looked at again.</summary>
    private async Task<bool> AcceptAsync(
        Actor actor, TrustPolicy policy, HeadTarget target, ChannelHead head, ReadOnlyMemory<byte> signed)
    {
        var path = StoreLayout.Release(head.Channel, head.Epoch, target.Release.Sequence);
        if (await actor.Store.GetAsync(path, null, Limits.ReleaseBytes, CancellationToken.None)
            is not StoreRead.Found record)
        {
            actor.World.Report($"{actor.Name} does not find {path}");

            return false;
        }

        if (policy.Verify(signed, record.Content, floor, actor.GetUtcNow(), _ => target) is not Verdict.Trusted trusted)
        {
            actor.World.Say(actor.Name, "does not believe the release");

            return false;
        }

        if (Active != trusted.Target.Bundle.ContentDigest && !await FetchAsync(actor, trusted.Target.Bundle))
        {
            return false;
        }

        actor.World.Inspector.Accept(actor.Name, floor, trusted.Floor);
        (floor, Active) = (trusted.Floor, trusted.Target.Bundle.ContentDigest);

        return true;
    }

    private static async Task<bool> FetchAsync(Actor actor, BundleReference bundle)
    {
        var path = StoreLayout.Blob(bundle.Blob);
        if (await actor.Store.GetAsync(path, null, Limits.BundleBytes, CancellationToken.None)
            is not StoreRead.Found blob)
        {
            actor.World.Report($"{actor.Name} does not find {path}");

            return false;
        }

        if (BundleReader.Open(blob.Content, bundle) is not BundleOpening.Opened || !World.IsKnown(bundle.ContentDigest))
        {
            actor.World.Report($"{actor.Name} is given a bundle that nobody made");

            return false;
        }

        return true;
    }
}
