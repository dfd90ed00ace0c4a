using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Provenance;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>
/// The second builder of a channel: signs what another one has proposed if the same sources give the same content here.
/// </summary>
/// <param name="keys">The release keys of this builder; a channel key is not needed.</param>
public sealed class Cosigner(IStoreReader reader, IStoreWriter writer, PublisherKeys keys, TimeProvider time)
{
    private const int MostAttempts = 16;

    /// <param name="rebuilt">What the sources gave here.</param>
    /// <param name="source">Where those were read.</param>
    public async Task<Cosignature> SignAsync(
        Proposal proposal, Bundle rebuilt, ReleaseSource source, CancellationToken cancellation)
    {
        var record = proposal.Record;
        var path = StoreLayout.Blob(record.Bundle.Blob);
        if (await reader.GetAsync(path, null, Limits.BundleBytes, cancellation) is not StoreRead.Found blob
            || BundleReader.Open(blob.Content, record.Bundle) is not BundleOpening.Opened { Bundle: var proposed })
        {
            return new Cosignature.Refused($"what the store has at {path} is not the bundle that was proposed");
        }

        // The blobs may differ, as DEFLATE says the same in several ways; what is signed then is the one that is there.
        var other = FindOtherSource(record.Source, source);
        if (proposed.ContentDigest != rebuilt.ContentDigest)
        {
            return new Cosignature.Differs(
                proposed.ContentDigest,
                rebuilt.ContentDigest,
                BundleDifference.Between(proposed.Index, rebuilt.Index),
                other,
                await CompilerOfAsync(proposal, cancellation));
        }

        return other is null
            ? await SignAsync(proposal, source, cancellation)
            : new Cosignature.Refused(other);
    }

    private async Task<Cosignature> SignAsync(Proposal proposal, ReleaseSource source, CancellationToken cancellation)
    {
        var (channel, bundle) = (proposal.Record.Channel, proposal.Record.Bundle);
        var own = keys.For(channel);
        if (own.Release.IsEmpty)
        {
            return new Cosignature.Refused(
                $"none of the keys may sign releases of channel '{channel}': such a key is given with --key release=KEY");
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var request = new ReleaseRequest { Channel = channel, Source = source, DeliveryId = proposal.Record.DeliveryId };
        if (await new AttestationWriter(reader, writer, own).PutAsync(bundle, request, now, cancellation) is { } refusal)
        {
            return new Cosignature.Refused(refusal);
        }

        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TrySignAsync(proposal, own, cancellation) is { } signed)
            {
                return signed;
            }

            // Another builder has signed meanwhile: its signature stays.
            if (await new ProposalReader(reader, keys.Root, channel).ReadAsync(proposal.Record.Sequence, cancellation)
                is not ProposalRead.Found { Proposal: var newer }
                || newer.Reference != proposal.Reference)
            {
                return new Cosignature.Refused("the proposal was replaced while this build was running");
            }

            proposal = newer;
        }

        return new Cosignature.Refused("others write the proposal all the time");
    }

    /// <summary>One attempt; null if somebody else was faster.</summary>
    private async Task<Cosignature?> TrySignAsync(
        Proposal proposal, PublisherKeys own, CancellationToken cancellation)
    {
        // Whatever does not count is left out, lest it use up the room.
        var counted = proposal.Envelope.Signatures.Where(each => proposal.Quorum.Signers.Contains(each.KeyId));
        var envelope = proposal.Envelope with { Signatures = [.. counted] };
        foreach (var signer in own.Release)
        {
            envelope = await signer.CosignAsync(envelope, cancellation);
        }

        var record = proposal.Record;
        if (Quorum.Of(envelope, keys.Root, keys.Root.Roles.Release, record.Channel) is not { } quorum)
        {
            return new Cosignature.Refused($"the newest root document names no release keys for '{record.Channel}'");
        }

        if (quorum.Missing == 0)
        {
            return await ReleaseAsync(proposal, envelope, cancellation);
        }

        var path = StoreLayout.Proposal(record.Channel, record.Epoch, record.Sequence);

        return await writer.ReplaceAsync(path, envelope.ToJson(), proposal.ETag, cancellation)
            is StoreWrite.Written written
            ? new Cosignature.Added(new(record, envelope, quorum, written.ETag))
            : null;
    }

    private async Task<Cosignature> ReleaseAsync(
        Proposal proposal, SignedEnvelope envelope, CancellationToken cancellation)
    {
        var record = proposal.Record;
        var path = StoreLayout.Release(record.Channel, record.Epoch, record.Sequence);
        await writer.CreateAsync(path, envelope.ToJson(), cancellation);

        // Whoever completed it: the release has to be this one, and to count.
        return await reader.GetAsync(path, null, Limits.ReleaseBytes, cancellation) is StoreRead.Found found
            && new TrustPolicy(keys.Root, record.Channel).VerifyRelease(found.Content) is ReleaseVerdict.Trusted
            && SignedEnvelope.TryParse(found.Content.Span, out var written)
            && written.PayloadDigest == envelope.PayloadDigest
            ? new Cosignature.Completed(proposal.Reference)
            : new Cosignature.Refused($"the store has another release at {path}: publish again, under the next number");
    }

    private async Task<string?> CompilerOfAsync(Proposal proposal, CancellationToken cancellation)
    {
        foreach (var id in proposal.Quorum.Signers)
        {
            if (PublicKey.Of(keys.Root.Keys[id]) is { } key
                && await reader.GetAsync(
                    StoreLayout.Attestation(proposal.Record.Bundle.Blob, id), null, Limits.AttestationBytes, cancellation)
                    is StoreRead.Found found
                && Attestation.TryRead(found.Content, proposal.Record.Bundle, key, out var statement, out _)
                && statement.Predicate.BuildDefinition.InternalParameters?.CompilerVersion is { } version)
            {
                return version;
            }
        }

        return null;
    }

    // A folder and a commit have one digest of their files in common; where a side does not say it, the content decides.
    private static string? FindOtherSource(ReleaseSource proposed, ReleaseSource own)
    {
        if (proposed.Commit is { } commit && own.Commit is { } ours && commit != ours)
        {
            return $"the proposal is of commit {commit}, and --from is at {ours}: say --ref {commit}";
        }

        return proposed.Tree is { } tree && own.Tree is { } read && tree != read
            ? $"the proposal was made of other files ({tree}) than those of --from ({read})"
            : null;
    }
}
