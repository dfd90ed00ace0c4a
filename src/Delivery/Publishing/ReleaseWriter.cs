using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of writing a release record.</summary>
internal abstract record ReleaseWrite
{
    private ReleaseWrite()
    {
    }

    /// <summary>Enough keys have signed: a head may name it.</summary>
    public sealed record Written(ReleaseReference Release, BundleReference Bundle) : ReleaseWrite;

    /// <summary>It lies in the store, and other keys have to sign it as well.</summary>
    public sealed record Proposed(Proposal Proposal) : ReleaseWrite;

    public sealed record Refused(string Reason) : ReleaseWrite;
}

/// <summary>
/// Writes a release record with all keys at hand: as a release if they are enough, else as a proposal for others to sign.
/// </summary>
internal sealed class ReleaseWriter(IStoreReader reader, IStoreWriter writer, PublisherKeys keys, string channel)
{
    // Numbers that interrupted publications took; more than this means that something else is wrong.
    private const int MostTakenNumbers = 1000;

    private readonly TrustPolicy policy = new(keys.Root, channel);
    private readonly ProposalReader proposals = new(reader, keys.Root, channel);

    /// <summary>
    /// Writes the record under its number, or under the first free one after it. A number that somebody took and did not
    /// use is passed over.
    /// </summary>
    public async Task<ReleaseWrite> PutAsync(ReleaseRecord record, CancellationToken cancellation)
    {
        var ids = keys.Release.Select(signer => signer.PublicKey.KeyId);
        if (Quorum.Of(ids, keys.Root.Roles.Release, channel) is not { Signers.Length: > 0 } quorum)
        {
            return new ReleaseWrite.Refused(
                "the release record is not signed by any key that the newest root document names for channel "
                + $"'{channel}': such a key is given with --key release=KEY");
        }

        for (var taken = 0; taken < MostTakenNumbers; taken++)
        {
            var next = record with { Sequence = record.Sequence + taken };
            var write = quorum.Missing == 0
                ? await TryReleaseAsync(next, cancellation)
                : await TryProposeAsync(next, cancellation);
            if (write is not null)
            {
                return write;
            }
        }

        return new ReleaseWrite.Refused(
            $"channel '{channel}' has more than {MostTakenNumbers} release records beyond its head");
    }

    /// <summary>Null: the number is taken.</summary>
    private async Task<ReleaseWrite?> TryReleaseAsync(ReleaseRecord record, CancellationToken cancellation)
    {
        var envelope = await keys.Release.SealAsync(PayloadTypes.Release, record.ToPayload(), cancellation);
        var path = StoreLayout.Release(channel, record.Epoch, record.Sequence);

        return await writer.CreateAsync(path, envelope.ToJson(), cancellation) is StoreWrite.Written
            ? new ReleaseWrite.Written(ReferenceTo(record, envelope), record.Bundle)
            : null;
    }

    /// <summary>
    /// Null: the number is taken by other content. A proposal of the same content is what this one would be; so is the
    /// release that one became when the others had signed.
    /// </summary>
    private async Task<ReleaseWrite?> TryProposeAsync(ReleaseRecord record, CancellationToken cancellation)
    {
        var released = StoreLayout.Release(channel, record.Epoch, record.Sequence);
        var read = await reader.GetAsync(released, unlessETag: null, Limits.ReleaseBytes, cancellation);
        if (read is not StoreRead.Missing)
        {
            return (read as StoreRead.Found) is { } found ? FindRelease(found.Content, record) : null;
        }

        if (await proposals.ReadAsync(record.Sequence, cancellation) is ProposalRead.Missing)
        {
            var envelope = await keys.Release.SealAsync(PayloadTypes.Release, record.ToPayload(), cancellation);
            await writer.CreateAsync(
                StoreLayout.Proposal(channel, record.Epoch, record.Sequence), envelope.ToJson(), cancellation);
        }

        // Somebody else may have been first: what lies there now is what counts.
        return await proposals.ReadAsync(record.Sequence, cancellation) is ProposalRead.Found { Proposal: var proposal }
            && proposal.Record.Bundle.ContentDigest == record.Bundle.ContentDigest
            ? new ReleaseWrite.Proposed(proposal)
            : null;
    }

    private ReleaseWrite.Written? FindRelease(ReadOnlyMemory<byte> bytes, ReleaseRecord wanted) =>
        policy.VerifyRelease(bytes) is ReleaseVerdict.Trusted { Release: var release }
        && release.Sequence == wanted.Sequence
        && release.Bundle.ContentDigest == wanted.Bundle.ContentDigest
        && SignedEnvelope.TryParse(bytes.Span, out var envelope)
            ? new(ReferenceTo(release, envelope), release.Bundle)
            : null;

    private static ReleaseReference ReferenceTo(ReleaseRecord record, SignedEnvelope envelope) =>
        new(record.Sequence, envelope.PayloadDigest, envelope.Payload.Length);
}
