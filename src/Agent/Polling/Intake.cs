using System.Diagnostics;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Agent.Polling;

/// <summary>What a look at the channel brought.</summary>
internal abstract record Arrival
{
    private Arrival()
    {
    }

    public sealed record Nothing : Arrival;

    /// <summary>A bundle that is not in effect yet lies ready on disk.</summary>
    public sealed record Staged(StagedBundle Bundle) : Arrival;

    /// <summary>The newest bundle is the one that is here already, under a head that was signed anew.</summary>
    public sealed record Renewed(StagedBundle Bundle) : Arrival;

    /// <summary>
    /// The channel is at a bundle that this gateway cannot run. A null reason: it was refused before.
    /// </summary>
    public sealed record Refused(ChannelHead Head, string? Reason) : Arrival;

    /// <summary>The head is not to be believed; nothing changes.</summary>
    public sealed record Distrusted(string Reason) : Arrival;

    /// <summary>The store or the disk does not do its part. To be tried again, with growing pauses.</summary>
    public sealed record Failed(string Reason) : Arrival;
}

/// <summary>From a head in the store to a bundle on disk: polled, verified, fetched, opened, staged.</summary>
internal sealed class Intake(
    ChannelClient channel, RootFollower roots, Staging staging, StateFile<TrustFloor> floorFile, Refusals refusals)
{
    // Whatever became of the floor's own file: what lies on disk was accepted once.
    private TrustFloor? floor = Highest(floorFile.Read(), staging.FindFloor());

    /// <summary>Looks at the head anew, even if it has not changed: something else has.</summary>
    public void LookAgain() => channel.Forget();

    /// <param name="newest">The newest bundle that is here, in effect or about to be.</param>
    /// <param name="seen">Told of every head that is believed, before anything is fetched for it.</param>
    public async Task<Arrival> LookAsync(
        StagedBundle? newest, string gatewayVersion, Action<ChannelHead> seen, CancellationToken cancellation)
    {
        try
        {
            switch (await ReadAsync(cancellation))
            {
                case ChannelReading.Unchanged:
                    return new Arrival.Nothing();
                case ChannelReading.Empty:
                    return new Arrival.Distrusted($"channel '{channel.Channel}' has no head yet: publish to it");
                case ChannelReading.Distrusted distrusted:
                    return new Arrival.Distrusted(distrusted.Reason);
                case ChannelReading.Unavailable unavailable:
                    return new Arrival.Failed(unavailable.Reason);
                case ChannelReading.Trusted { Release: var release }:
                    seen(release.Head);
                    return await AcceptAsync(release, newest, gatewayVersion, cancellation);
                default:
                    throw new UnreachableException();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            channel.Forget();
            return new Arrival.Failed(exception.Message);
        }
    }

    // A head that is not to be believed may be signed with a key that only the next root names.
    private async Task<ChannelReading> ReadAsync(CancellationToken cancellation)
    {
        if (await roots.FollowIfDueAsync(cancellation))
        {
            channel.Forget();
        }

        var reading = await channel.ReadAsync(floor, cancellation);
        if (reading is not ChannelReading.Distrusted || !await roots.FollowAsync(cancellation))
        {
            return reading;
        }

        channel.Forget();

        return await channel.ReadAsync(floor, cancellation);
    }

    private async Task<Arrival> AcceptAsync(
        SignedRelease release, StagedBundle? newest, string gatewayVersion, CancellationToken cancellation)
    {
        var head = release.Head;
        if (newest is not null && newest.Generation == StagedBundle.GenerationOf(head)
            && newest.Head.Bundle == head.Bundle)
        {
            var renewed = newest.Head.Revision == head.Revision ? newest : Staging.Renew(newest, release);
            Raise(release.Floor);

            return new Arrival.Renewed(renewed);
        }

        if (refusals.Holds(head, gatewayVersion))
        {
            Raise(release.Floor);

            return new Arrival.Refused(head, Reason: null);
        }

        var fetch = staging.FindBundle(head.Bundle) is { } bytes
            ? ChannelClient.Open(bytes, head.Bundle)
            : await channel.FetchAsync(head.Bundle, cancellation);
        switch (fetch)
        {
            case BundleFetch.Unavailable unavailable:
                channel.Forget();
                return new Arrival.Failed(unavailable.Reason);
            case BundleFetch.Unusable unusable:
                Raise(release.Floor);
                return new Arrival.Refused(head, unusable.Reason);
            case BundleFetch.Fetched { Bundle: var bundle }:
                var staged = staging.Write(release, bundle);
                Raise(release.Floor);
                return new Arrival.Staged(staged);
            default:
                throw new UnreachableException();
        }
    }

    private void Raise(TrustFloor accepted)
    {
        if (floor == accepted)
        {
            return;
        }

        floor = accepted;
        floorFile.Write(accepted);
    }

    private static TrustFloor? Highest(TrustFloor? one, TrustFloor? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => (one.Epoch, one.Revision).CompareTo((other.Epoch, other.Revision)) >= 0 ? one : other,
    };
}
