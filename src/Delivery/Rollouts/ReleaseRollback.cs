using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Rollouts;

/// <summary>What a channel can go back to.</summary>
/// <param name="Good">It is a last-known-good since then; null: it only came before.</param>
public sealed record RollbackChoice(ReleaseReference Release, ReleaseSource Source, DateTimeOffset? Good);

/// <summary>
/// Brings old content back under a new, higher number, so that no gateway is ever asked to take a step back. The release
/// is for all gateways at once, unless a plan is given.
/// </summary>
public sealed class ReleaseRollback(IStoreReader reader, IStoreWriter writer, PublisherKeys keys, TimeProvider time)
{
    /// <summary>The last-known-goods, newest first; where there are none, the release before.</summary>
    public async Task<ImmutableArray<RollbackChoice>> ChoicesAsync(string channel, CancellationToken cancellation)
    {
        var choices = ImmutableArray.CreateBuilder<RollbackChoice>();
        if (await ReadHeadAsync(channel, cancellation) is not ({ } head, _))
        {
            return [];
        }

        var goods = HeadTransitions.GoodsOf(head).Where(good => good.ContentDigest != head.Bundle.ContentDigest);
        foreach (var good in goods)
        {
            if (await ReadAsync(head, good.Release.Sequence, cancellation) is (({ } reference, { } record), _)
                && reference == good.Release)
            {
                choices.Add(new(reference, record.Source, good.At));
            }
        }

        if (choices.Count == 0 && await BeforeAsync(head, cancellation) is { } before)
        {
            choices.Add(before);
        }

        return choices.ToImmutable();
    }

    /// <param name="sequence">Of the release whose content comes back.</param>
    /// <param name="plan">How it comes to all gateways; null: at once.</param>
    public async Task<Publication> ToAsync(
        string channel, long sequence, RolloutPlan? plan, CancellationToken cancellation)
    {
        var (head, refusal) = await ReadHeadAsync(channel, cancellation);
        if (head is null)
        {
            return new Publication.Refused(refusal);
        }

        var (found, why) = await ReadAsync(head, sequence, cancellation);
        if (found is not (var reference, { } record))
        {
            return new Publication.Refused(why);
        }

        var path = StoreLayout.Blob(record.Bundle.Blob);
        if (await reader.GetAsync(path, unlessETag: null, Limits.BundleBytes, cancellation) is not StoreRead.Found blob
            || BundleReader.Open(blob.Content, record.Bundle) is not BundleOpening.Opened { Bundle: var bundle })
        {
            return new Publication.Refused(
                $"the bundle of release {sequence} is no longer at {path}: publish {Name(record.Source)} again");
        }

        return await new ReleasePublisher(reader, writer, keys, time).PublishAsync(
            bundle,
            new()
            {
                Channel = channel,
                Source = record.Source,
                RollbackTo = reference,
                Rollout = plan,
                AllowWithdrawn = true,
                AllowShrink = true,
                BasedOn = HeadVersion.Of(head),
            },
            cancellation);
    }

    private async Task<(ChannelHead? Head, string Refusal)> ReadHeadAsync(string channel, CancellationToken cancellation)
    {
        var (live, refusal) = await new HeadWriter(reader, writer, keys.Roots, keys.For(channel).Channel, channel)
            .ReadLiveAsync(cancellation);

        return (live?.Head, refusal ?? $"channel '{channel}' has no head, so there is nothing to go back to");
    }

    private async Task<RollbackChoice?> BeforeAsync(ChannelHead head, CancellationToken cancellation)
    {
        var (now, _) = await ReadAsync(head, head.Release.Sequence, cancellation);
        if (now?.Record.Previous is not { } previous
            || await ReadAsync(head, previous.Sequence, cancellation) is not (({ } reference, { } record), _))
        {
            return null;
        }

        return reference == previous && record.Bundle != head.Bundle ? new(reference, record.Source, Good: null) : null;
    }

    // By the root of its time: whoever signs its content anew stands for it from now on.
    private async Task<((ReleaseReference Reference, ReleaseRecord Record)? Found, string Why)> ReadAsync(
        ChannelHead head, long sequence, CancellationToken cancellation)
    {
        var path = StoreLayout.Release(head.Channel, head.Epoch, sequence);
        if (await reader.GetAsync(path, unlessETag: null, Limits.ReleaseBytes, cancellation) is not StoreRead.Found found
            || !SignedEnvelope.TryParse(found.Content.Span, out var envelope))
        {
            return (null, $"the store has no release record at {path}");
        }

        var why = "";
        foreach (var root in keys.Roots.Roots.Reverse())
        {
            switch (new TrustPolicy(root.Document, head.Channel).VerifyRelease(found.Content))
            {
                case ReleaseVerdict.Trusted { Release: var record }:
                    return ((new(record.Sequence, envelope.PayloadDigest, envelope.Payload.Length), record), "");
                case ReleaseVerdict.Rejected rejected:
                    why = why is "" ? rejected.Reason : why;
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return (null, $"release {sequence} cannot be gone back to: {why}");
    }

    private static string Name(ReleaseSource source) =>
        source.Commit is { } commit ? $"commit {commit} of {source.Repository}" : source.Repository;
}
