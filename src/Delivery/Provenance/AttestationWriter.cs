using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>Says beside a bundle where it comes from, signed by each release key, for people and tools that audit.</summary>
internal sealed class AttestationWriter(IStoreReader reader, IStoreWriter writer, PublisherKeys keys)
{
    /// <summary>Null when the store has an attestation of the bundle by each of the keys; else why it does not.</summary>
    public async Task<string?> PutAsync(
        BundleReference bundle, ReleaseRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var signer in keys.Release)
        {
            if (await PutAsync(signer, bundle, request, now, cancellation) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task<string?> PutAsync(
        ISigner signer, BundleReference bundle, ReleaseRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = signer.PublicKey;
        var path = StoreLayout.Attestation(bundle.Blob, key.KeyId);
        var attestation = new YoungObject(
            reader, writer, path, Limits.AttestationBytes,
            found => Attestation.TryRead(found, bundle, key, out _, out _));
        if (await attestation.RenewAsync(cancellation))
        {
            return null;
        }

        var payload = JsonSerializer.SerializeToUtf8Bytes(
            StatementOf(bundle, request, now), StatementJson.Default.Statement);
        var envelope = await signer.CosignAsync(new(Statement.PayloadType, payload, []), cancellation);

        // Each tool makes ids of keys in its own way, and passes over signatures of ids that it does not know.
        var unnamed = envelope with { Signatures = [envelope.Signatures[0] with { KeyId = "" }] };

        return await attestation.PutAsync(SigstoreBundle.Write(unnamed, key.KeyId), cancellation)
            ? null
            : $"what the store has at {path} is no provenance of the bundle: remove it and publish again";
    }

    private Statement StatementOf(BundleReference bundle, ReleaseRequest request, DateTimeOffset now)
    {
        var source = request.Source;

        return new(
            Statement.StatementType,
            [
                new("bundle.tar.gz", new(bundle.Blob.Hex)),
                new("bundle.tar", new(bundle.ContentDigest.Hex)),
            ],
            Statement.SlsaProvenance,
            new(
                new(
                    Provenance.PublishBuild,
                    new(source.Repository, keys.Root.Environment, request.Channel, source.Ref, source.Path, source.Fleet),
                    [.. Dependencies.Of(source)],
                    new(CompilerVersion.Current)),
                new(new(Provenance.Builder), new(now, request.DeliveryId))));
    }
}
