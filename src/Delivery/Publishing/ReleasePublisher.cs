using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Provenance;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What a publisher signs with, and the roots, of which the newest must name those keys.</summary>
public sealed record PublisherKeys(RootChain Roots, ISigner Release, ISigner Channel)
{
    public RootDocument Root => Roots.Newest;
}

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
        if (!StoreLayout.IsChannelName(request.Channel))
        {
            return new Publication.Refused(
                $"'{request.Channel}' cannot be the name of a channel: "
                + "use lower-case letters, digits, dots, hyphens and underscores");
        }

        var channel = new ChannelWriter(reader, writer, keys, request);
        if (!rootsAreThere && await new RootWriter(reader, writer).PutAsync(keys.Roots, cancellation) is { } refusal)
        {
            return new Publication.Refused(refusal);
        }

        rootsAreThere = true;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryPublishAsync(channel, bundle, request, cancellation) is { } publication)
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
        var channel = new ChannelWriter(reader, writer, keys, request);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var (live, _) = await channel.ReadLiveAsync(cancellation);
            if (live is not { IsCurrent: true })
            {
                return null;
            }

            if (await BringInLineAsync(channel, live, live.Head.Source, request, cancellation) is { } publication)
            {
                return (publication as Publication.Unchanged)?.Head;
            }

            await PauseAsync(attempt, cancellation);
        }

        return null;
    }

    /// <summary>One attempt; null if somebody else was faster.</summary>
    private async Task<Publication?> TryPublishAsync(
        ChannelWriter channel, Bundle bundle, ReleaseRequest request, CancellationToken cancellation)
    {
        var (live, refusal) = await channel.ReadLiveAsync(cancellation);
        if (refusal is not null)
        {
            return new Publication.Refused(refusal);
        }

        if (request.BasedOn is { } based && based != HeadVersion.Of(live?.Head))
        {
            return live is null
                ? new Publication.Refused(
                    $"channel '{request.Channel}' was at revision {based.Revision} and has no head any more")
                : new Publication.Superseded(live.Head);
        }

        if (live is { IsCurrent: true, Head: var head } && head.Bundle.ContentDigest == bundle.ContentDigest)
        {
            return await BringInLineAsync(channel, live, request.Source, request, cancellation);
        }

        var now = Now();
        refusal = await channel.PutBlobAsync(bundle, cancellation)
            ?? await new AttestationWriter(reader, writer, keys).PutAsync(bundle.Reference, request, now, cancellation);
        if (refusal is not null)
        {
            return new Publication.Refused(refusal);
        }

        var (release, noNumber) = await channel.PutReleaseAsync(bundle, live, now, cancellation);
        if (release is null)
        {
            return new Publication.Refused(noNumber ?? "");
        }

        var next = new ChannelHead
        {
            Format = ChannelHead.CurrentFormat,
            Environment = keys.Root.Environment,
            Channel = request.Channel,
            Epoch = keys.Root.Epoch,
            Revision = channel.RevisionAfter(live),
            Sequence = release.Sequence,
            IssuedAt = now,
            Expires = now + request.HeadLifetime,
            Release = release,
            Bundle = bundle.Reference,
            Source = request.Source,
        };

        return await channel.PutHeadAsync(next, live, now, cancellation) switch
        {
            HeadWrite.Written => new Publication.Published(next),
            HeadWrite.Lost => null,
            HeadWrite.Refused refused => new Publication.Refused(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Same content: nothing new is released, but the head names the newer source, and one of which a third is over is
    /// signed anew, lest it expire.
    /// </summary>
    private async Task<Publication?> BringInLineAsync(
        ChannelWriter channel, LiveHead live, ReleaseSource? source, ReleaseRequest request,
        CancellationToken cancellation)
    {
        var now = Now();
        var lifetime = live.Head.Expires - live.Head.IssuedAt;
        var isAged = now >= live.Head.IssuedAt + lifetime / 3;
        if (!isAged && source == live.Head.Source)
        {
            return new Publication.Unchanged(live.Head);
        }

        var renewed = live.Head with
        {
            Revision = channel.RevisionAfter(live),
            IssuedAt = now,
            Expires = now + request.HeadLifetime,
            Source = source,
        };

        return await channel.PutHeadAsync(renewed, live, now, cancellation) switch
        {
            HeadWrite.Written => new Publication.Unchanged(renewed),
            HeadWrite.Lost => null,
            HeadWrite.Refused refused => new Publication.Refused(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private Task PauseAsync(int attempt, CancellationToken cancellation)
    {
        var longest = Math.Min(LongestPauseMilliseconds, 4 << Math.Min(attempt, 6));

        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, longest)), time, cancellation);
    }

    // Whole seconds: what is signed is read by people too.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
}
