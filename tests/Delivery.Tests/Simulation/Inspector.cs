using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>
/// Looks at the store after each change, and at what gateways accept. What must hold: heads are signed, their revisions
/// go up one by one, sequences and commits never go back, all that a head names is there, and a number is never given
/// twice.
/// </summary>
internal sealed class Inspector(World world)
{
    private static readonly string HeadPath = StoreLayout.Head(World.Channel);

    private readonly Dictionary<long, BundleDigest> revisions = [];
    private readonly Dictionary<long, BundleDigest> sequences = [];
    private readonly HashSet<string> lost = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> bytes;

    /// <summary>What the channel is at; null before the first publication.</summary>
    public ChannelHead? Head { get; private set; }

    public void Look(string actor, string? changed)
    {
        if (changed is null)
        {
            return;
        }

        if (changed == HeadPath && world.Store.Look(HeadPath) is { } written && !written.Equals(bytes))
        {
            bytes = written;
            LookAtHead(actor, written);
        }

        if (Head is { } head)
        {
            foreach (var missing in NamedBy(head).Where(path => world.Store.Look(path) is null && lost.Add(path)))
            {
                world.Report($"{actor} leaves revision {head.Revision} without {missing}, which it names");
            }
        }
    }

    /// <summary>A gateway has accepted this.</summary>
    public void Accept(string gateway, TrustFloor? before, TrustFloor after)
    {
        if (before is not null
            && (after.Epoch < before.Epoch || after.Revision < before.Revision || after.Sequence < before.Sequence))
        {
            world.Report($"{gateway} goes back from {before} to {after}");
        }

        Remember(gateway, revisions, after.Revision, after.Head, "revision");
        Remember(gateway, sequences, after.Sequence, after.Release, "sequence");
    }

    private void LookAtHead(string actor, ReadOnlyMemory<byte> written)
    {
        var verdicts = world.AllKeys.Select(keys => new TrustPolicy(keys.Root, World.Channel)
            .VerifyHead(written, floor: null, DateTimeOffset.MinValue)).ToImmutableArray();
        if (verdicts.OfType<HeadVerdict.Trusted>().FirstOrDefault() is not { Head: var head, Digest: var digest })
        {
            world.Report($"{actor} wrote a head that no root stands behind");

            return;
        }

        if (head.Revision != (Head?.Revision ?? 0) + 1)
        {
            world.Report($"{actor} wrote revision {head.Revision} over {Head?.Revision}");
        }

        if (head.Sequence < Head?.Sequence)
        {
            world.Report($"{actor} wrote sequence {head.Sequence} over {Head?.Sequence}");
        }

        if (Head is not null && Commit.NumberOf(head.Source?.Commit) < Commit.NumberOf(Head.Source?.Commit))
        {
            world.Report($"{actor} goes back to {head.Source?.Commit} from {Head.Source?.Commit}");
        }

        Remember(actor, revisions, head.Revision, digest, "revision");
        Remember(actor, sequences, head.Release.Sequence, head.Release.Digest, "sequence");
        Remember(actor, sequences, HeadTarget.Newest(head).Release.Sequence, HeadTarget.Newest(head).Release.Digest, "sequence");
        Head = head;
    }

    private void Remember(
        string actor, Dictionary<long, BundleDigest> known, long number, BundleDigest digest, string what)
    {
        if (!known.TryAdd(number, digest) && known[number] != digest)
        {
            world.Report($"{actor}: {what} {number} stands for two things");
        }
    }

    private static IEnumerable<string> NamedBy(ChannelHead head)
    {
        ImmutableArray<HeadTarget> targets = [HeadTarget.Stable(head), HeadTarget.Newest(head)];

        return targets.SelectMany(target => new[]
        {
            StoreLayout.Release(head.Channel, head.Epoch, target.Release.Sequence), StoreLayout.Blob(target.Bundle.Blob),
        });
    }
}
