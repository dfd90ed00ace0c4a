using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of signing a head anew.</summary>
public abstract record Resigning
{
    private Resigning()
    {
    }

    public sealed record Resigned(ChannelHead Head) : Resigning;

    /// <summary>The head is fresh enough until then, or somebody else signed it anew meanwhile.</summary>
    public sealed record NotDue(ChannelHead Head, DateTimeOffset DueAt) : Resigning;

    /// <summary>Nothing was signed, and trying again as it is will not help.</summary>
    public sealed record Refused(string Reason) : Resigning;
}

/// <param name="Lifetime">How long the head is to be fresh; null: as long as the one before was made for.</param>
/// <param name="OnlyIfDue">Leaves alone a head of which two thirds of its life are left, and the newest root's.</param>
public sealed record ResignRequest(TimeSpan? Lifetime = null, bool OnlyIfDue = false);

/// <summary>
/// Signs heads anew before they expire, or after: the same releases under the next revision, with fresh dates. After a
/// channel key was replaced this is what brings a head under the newest root.
/// </summary>
/// <param name="keys">Of which the channel keys sign, each for the channels that the newest root gives it.</param>
public sealed class Resigner(IStoreReader reader, IStoreWriter writer, PublisherKeys keys, TimeProvider time)
{
    private const int MostAttempts = 16;
    private const int LongestPauseMilliseconds = 200;

    /// <summary>The channels of the store that the keys may sign, in the order of their names.</summary>
    public async Task<ImmutableArray<string>> FindChannelsAsync(IStoreLister lister, CancellationToken cancellation)
    {
        var channels = ImmutableArray.CreateBuilder<string>();
        await foreach (var path in lister.ListAsync("channels/", cancellation))
        {
            if (StoreLayout.ChannelOf(path) is { } channel && !keys.For(channel).Channel.IsEmpty)
            {
                channels.Add(channel);
            }
        }

        channels.Sort(StringComparer.Ordinal);

        return channels.DrainToImmutable();
    }

    /// <exception cref="StoreUnavailableException">The store does not answer: the head may be signed anew or not.</exception>
    public async Task<Resigning> ResignAsync(string channel, ResignRequest request, CancellationToken cancellation)
    {
        if (keys.For(channel).Channel is not { Length: > 0 } signers)
        {
            return new Resigning.Refused(
                $"the newest root, version {keys.Root.Version}, gives none of these keys channel '{channel}'");
        }

        // Gateways believe the newest root once they find it.
        if (await new RootWriter(reader, writer).PutAsync(keys.Roots, cancellation) is { } refusal)
        {
            return new Resigning.Refused(refusal);
        }

        var heads = new HeadWriter(reader, writer, keys.Roots, signers, channel);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryResignAsync(heads, channel, request, cancellation) is { } resigning)
            {
                return resigning;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(Random.Shared.Next(1, LongestPauseMilliseconds)), time, cancellation);
        }

        return new Resigning.Refused(
            $"the head of channel '{channel}' changed {MostAttempts} times meanwhile: others write it all the time");
    }

    /// <summary>One attempt; null if somebody else was faster.</summary>
    private async Task<Resigning?> TryResignAsync(
        HeadWriter heads, string channel, ResignRequest request, CancellationToken cancellation)
    {
        var (live, refusal) = await heads.ReadLiveAsync(cancellation);
        if (live is null)
        {
            return new Resigning.Refused(refusal ?? $"channel '{channel}' has no head: publish to it first");
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        if (request.OnlyIfDue && live.IsCurrent && !HeadTransitions.IsAged(live.Head, now))
        {
            return new Resigning.NotDue(live.Head, HeadTransitions.AgedAt(live.Head));
        }

        var stamp = request.Lifetime is { } lifetime
            ? new HeadStamp(now, lifetime)
            : HeadStamp.After(live.Head, now);
        var next = HeadTransitions.Renew(live.Head, stamp);

        return await heads.PutAsync(next, live, now, cancellation) switch
        {
            HeadWrite.Written => new Resigning.Resigned(next),
            HeadWrite.Lost => null,
            HeadWrite.Refused refused => new Resigning.Refused(live.IsCurrent
                ? refused.Reason
                : $"{refused.Reason}. The newest root, version {keys.Root.Version}, does not stand behind the "
                    + "release: publish again, which releases the same content anew"),
            _ => throw new UnreachableException(),
        };
    }
}
