using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

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

    /// <summary>The bundle to run is one that is here already, under a head that was signed anew.</summary>
    public sealed record Renewed(StagedBundle Bundle) : Arrival;

    /// <summary>
    /// The channel is at a bundle that this gateway cannot run. A null reason: it was refused before.
    /// </summary>
    /// <param name="IsShrinking">It could run it, but for how much less it would serve then.</param>
    public sealed record Refused(HeadTarget Target, string? Reason, bool IsShrinking = false) : Arrival;

    /// <summary>The head is not to be believed; nothing changes.</summary>
    public sealed record Distrusted(string Reason) : Arrival;

    /// <summary>The store or the disk does not do its part. To be tried again, with growing pauses.</summary>
    public sealed record Failed(string Reason) : Arrival;
}

/// <summary>From a head in the store to a bundle on disk: polled, verified, fetched, opened, staged.</summary>
internal sealed class Intake(
    ChannelClient channel, RootFollower roots, Staging staging, StateFile<TrustFloor> floorFile, Refusals refusals,
    ShrinkCheck shrink, string gatewayId)
{
    // Whatever became of the floor's own file: what lies on disk was accepted once.
    private TrustFloor? floor = TrustFloor.Together(floorFile.Read(), staging.FindFloor());

    /// <summary>Looks at the head anew, even if it has not changed: something else has.</summary>
    public void LookAgain() => channel.Forget();

    /// <param name="here">The bundles that are here: about to be in effect, or in effect.</param>
    /// <param name="seen">Told of every head that is believed, and of what this gateway is to run.</param>
    public async Task<Arrival> LookAsync(
        ImmutableArray<StagedBundle> here, string gatewayVersion, Action<ChannelHead, HeadTarget> seen,
        CancellationToken cancellation)
    {
        try
        {
            switch (await ReadAsync(Choose, cancellation))
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
                    seen(release.Head, HeadTarget.Of(release.Head, gatewayId));
                    return await AcceptAsync(release, here, gatewayVersion, cancellation);
                default:
                    throw new UnreachableException();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            channel.Forget();
            return new Arrival.Failed(exception.Message);
        }

        // A candidate that does not run here leaves this gateway with those that do not try it.
        HeadTarget Choose(ChannelHead head) =>
            HeadTarget.Of(head, gatewayId) is var target && target.IsCandidate && refusals.Holds(target, gatewayVersion)
                ? HeadTarget.Stable(head)
                : target;
    }

    // A head that is not to be believed may be signed with a key that only the next root names.
    private async Task<ChannelReading> ReadAsync(TargetChoice choice, CancellationToken cancellation)
    {
        if (await roots.FollowIfDueAsync(cancellation))
        {
            channel.Forget();
        }

        var reading = await channel.ReadAsync(floor, choice, cancellation);
        if (reading is not ChannelReading.Distrusted || !await roots.FollowAsync(cancellation))
        {
            return reading;
        }

        channel.Forget();

        return await channel.ReadAsync(floor, choice, cancellation);
    }

    private async Task<Arrival> AcceptAsync(
        SignedRelease release, ImmutableArray<StagedBundle> here, string gatewayVersion, CancellationToken cancellation)
    {
        var target = release.Target;
        if (here.FirstOrDefault(bundle => bundle.Is(release.Head, target)) is { } known)
        {
            var renewed = known.Head.Revision == release.Head.Revision ? known : Staging.Renew(known, release);
            Raise(release.Floor);

            return new Arrival.Renewed(renewed);
        }

        if (refusals.Holds(target, gatewayVersion))
        {
            Raise(release.Floor);

            return new Arrival.Refused(target, Reason: null);
        }

        var fetch = staging.FindBundle(target.Bundle) is { } bytes
            ? ChannelClient.Open(bytes, target.Bundle)
            : await channel.FetchAsync(target.Bundle, cancellation);
        switch (fetch)
        {
            case BundleFetch.Unavailable unavailable:
                channel.Forget();
                return new Arrival.Failed(unavailable.Reason);
            case BundleFetch.Unusable unusable:
                Raise(release.Floor);
                return new Arrival.Refused(target, unusable.Reason);
            case BundleFetch.Fetched { Bundle: var bundle } when shrink.FindObjection(release, bundle) is { } objection:
                Raise(release.Floor);
                return new Arrival.Refused(target, objection, IsShrinking: true);
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
}
