using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Provenance;
using GatewayPipeline.Delivery.Rollouts;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>
/// Brings a channel to a bundle: blob, release record, and last the head, by compare-and-swap. Safe to run any number
/// of times and
/// by several at once; whatever dies half way leaves only objects that nothing names.
/// </summary>
public sealed class ReleasePublisher(IStoreReader reader, IStoreWriter writer, PublisherKeys keys, TimeProvider time)
{
    private const int MostAttempts = 64;
    private const int LongestPauseMilliseconds = 200;

    private bool rootsAreThere;

    public async Task<Publication> PublishAsync(Bundle bundle, ReleaseRequest request, CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Activities.StartActivity("publish release");
        activity?.SetTag(ReleaseTelemetry.ChannelTag, request.Channel);
        if (!StoreLayout.IsChannelName(request.Channel))
        {
            return new Publication.Refused(
                $"'{request.Channel}' cannot be the name of a channel: "
                + "use lower-case letters, digits, dots, hyphens and underscores");
        }

        if (request.Rollout?.FindObjection() is { } objection)
        {
            return new Publication.Refused($"the rollout's plan cannot be followed: {objection}");
        }

        var channel = new ChannelWriter(reader, writer, keys, request);
        var heads = new HeadWriter(reader, writer, keys.Roots, keys.For(request.Channel).Channel, request.Channel);
        if (!rootsAreThere && await new RootWriter(reader, writer).PutAsync(keys.Roots, cancellation) is { } refusal)
        {
            return new Publication.Refused(refusal);
        }

        rootsAreThere = true;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryPublishAsync(channel, heads, bundle, request, cancellation) is { } publication)
            {
                return publication;
            }

            await PauseAsync(attempt, cancellation);
        }

        return new Publication.Refused(
            $"channel '{request.Channel}' changed {MostAttempts} times while this bundle was being published: "
            + "others write it all the time");
    }

    /// <summary>
    /// Signs the head anew if a third of its life is over; whatever else may hold a channel up, it must not expire for
    /// that. Null if there is no head, or none of the newest root's.
    /// </summary>
    public async Task<ChannelHead?> RenewAsync(ReleaseRequest request, CancellationToken cancellation)
    {
        var heads = new HeadWriter(reader, writer, keys.Roots, keys.For(request.Channel).Channel, request.Channel);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var (live, _) = await heads.ReadLiveAsync(cancellation);
            if (live is not { IsCurrent: true })
            {
                return null;
            }

            var stamp = new HeadStamp(Now(), request.HeadLifetime);
            if (!HeadTransitions.IsAged(live.Head, stamp.At))
            {
                return live.Head;
            }

            var next = HeadTransitions.Renew(live.Head, stamp);
            switch (await heads.PutAsync(next, live, stamp.At, cancellation))
            {
                case HeadWrite.Written:
                    return next;
                case HeadWrite.Refused:
                    return null;
                default:
                    await PauseAsync(attempt, cancellation);
                    break;
            }
        }

        return null;
    }

    /// <summary>One attempt; null if somebody else was faster.</summary>
    private async Task<Publication?> TryPublishAsync(
        ChannelWriter channel, HeadWriter heads, Bundle bundle, ReleaseRequest request, CancellationToken cancellation)
    {
        var (live, refusal) = await heads.ReadLiveAsync(cancellation);
        if (refusal is not null)
        {
            return new Publication.Refused(refusal);
        }

        if (request.BasedOn is { } based && based != HeadVersion.Of(live?.Head))
        {
            return live is null
                ? new Publication.Refused($"channel '{request.Channel}' had a head when this began, and has none any more")
                : new Publication.Superseded(live.Head);
        }

        var stamp = new HeadStamp(Now(), request.HeadLifetime);
        if (live is { IsCurrent: true } && !channel.IsBehind(live) && !HasToBeSaid(live, bundle, request)
            && FollowUp.Without(live.Head, bundle, request, stamp) is { } followUp)
        {
            return followUp.Next is { } head
                ? await PutAsync(heads, head, live, followUp.Publication, stamp, cancellation)
                : followUp.Publication;
        }

        return await ReleaseAsync(channel, heads, live, bundle, request, stamp, cancellation);
    }

    // Gateways may have refused the same content for how much it removes: then it is said under the next number.
    private static bool HasToBeSaid(LiveHead live, Bundle bundle, ReleaseRequest request) =>
        request.AllowShrink && !live.AllowsShrink
        && HeadTarget.Newest(live.Head).Bundle.ContentDigest == bundle.ContentDigest;

    private async Task<Publication?> ReleaseAsync(
        ChannelWriter channel, HeadWriter heads, LiveHead? live, Bundle bundle, ReleaseRequest request, HeadStamp stamp,
        CancellationToken cancellation)
    {
        var refusal = await channel.PutBlobAsync(bundle, cancellation)
            ?? await new AttestationWriter(reader, writer, keys.For(request.Channel))
                .PutAsync(bundle.Reference, request, stamp.At, cancellation);
        if (refusal is not null)
        {
            return new Publication.Refused(refusal);
        }

        return await new ReleaseWriter(reader, writer, keys.For(request.Channel), request.Channel)
            .PutAsync(channel.NextRecord(bundle, live, stamp.At), cancellation) switch
        {
            ReleaseWrite.Written written => await PutAsync(
                heads, live, NextHead(channel.RevisionOf(live), live, NewOf(written, request), request, stamp), stamp,
                cancellation),
            ReleaseWrite.Proposed { Proposal: var proposal } => new Publication.Proposed(proposal),
            ReleaseWrite.Refused refused => new Publication.Refused(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private static NewRelease NewOf(ReleaseWrite.Written written, ReleaseRequest request) =>
        new(written.Release, written.Bundle, request.Source);

    // A candidate needs a stable release beside it that gateways accept today: without one, it is that itself.
    private ChannelHead NextHead(
        long revision, LiveHead? live, NewRelease release, ReleaseRequest request, HeadStamp stamp)
    {
        if (live?.Head is not { } head || head.Epoch != keys.Root.Epoch)
        {
            return new()
            {
                Format = ChannelHead.CurrentFormat,
                Environment = keys.Root.Environment,
                Channel = request.Channel,
                Epoch = keys.Root.Epoch,
                Revision = revision + 1,
                Sequence = release.Release.Sequence,
                IssuedAt = stamp.At,
                Expires = stamp.At + stamp.Lifetime,
                Release = release.Release,
                Bundle = release.Bundle,
                StableSince = stamp.At,
                Source = release.Source,
            };
        }

        var counted = head with { Revision = revision };

        // What is gone back to was brought in line with nothing: the commit that was too much stays the last one.
        var named = request.RollbackTo is null ? release : release with { Source = null };

        return request.Rollout is { } plan && live.HasStable
            ? HeadTransitions.Candidate(counted, named, plan, stamp)
            : HeadTransitions.Publish(counted, named, stamp);
    }

    private static Task<Publication?> PutAsync(
        HeadWriter heads, LiveHead? live, ChannelHead next, HeadStamp stamp, CancellationToken cancellation) =>
        PutAsync(heads, next, live, new Publication.Published(next), stamp, cancellation);

    private static async Task<Publication?> PutAsync(
        HeadWriter heads, ChannelHead next, LiveHead? live, Publication written, HeadStamp stamp,
        CancellationToken cancellation) =>
        await heads.PutAsync(next, live, stamp.At, cancellation) switch
        {
            HeadWrite.Written => written,
            HeadWrite.Lost => null,
            HeadWrite.Refused refused => new Publication.Refused(refused.Reason),
            _ => throw new UnreachableException(),
        };

    private Task PauseAsync(int attempt, CancellationToken cancellation)
    {
        var longest = Math.Min(LongestPauseMilliseconds, 4 << Math.Min(attempt, 6));

        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, longest)), time, cancellation);
    }

    // Whole seconds: what is signed is read by people too.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
}
