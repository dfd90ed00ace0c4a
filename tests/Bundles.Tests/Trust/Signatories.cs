using System.Collections.Immutable;
using System.Security.Cryptography;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Trust;

/// <summary>Keys, a root that names them, and a head with its release, signed: what a test then spoils.</summary>
internal static class Signatories
{
    public static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly ECDsa RootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa ReleaseKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa ChannelKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static RootDocument Root { get; } = RootDocument.Create(
        "production", Noon.AddYears(1), new([PublicKey.Of(RootKey)], 1), PublicKey.Of(ReleaseKey),
        PublicKey.Of(ChannelKey));

    public static ReleaseRecord Release { get; } = new()
    {
        Format = 1,
        Environment = "production",
        Channel = "edge",
        Epoch = 1,
        Sequence = 7,
        CreatedAt = Noon.AddHours(-1),
        Bundle = new(BundleDigest.Of("blob"u8), 4, BundleDigest.Of("content"u8)),
        Source = new("shop", "0123abcd"),
    };

    public static ChannelHead Head { get; } = HeadOf(Release);

    public static TrustPolicy Policy { get; } = new(Root, "edge");

    public static ChannelHead HeadOf(ReleaseRecord release) => new()
    {
        Format = 1,
        Environment = release.Environment,
        Channel = release.Channel,
        Epoch = release.Epoch,
        Revision = release.Sequence + 2,
        Sequence = release.Sequence,
        IssuedAt = Noon.AddHours(-1),
        Expires = Noon.AddDays(7),
        Release = new(release.Sequence, BundleDigest.Of(release.ToPayload()), release.ToPayload().Length),
        Bundle = release.Bundle,
    };

    public static byte[] Sign(RootDocument root, params ECDsa[] keys) =>
        Sign(PayloadTypes.Root, root.ToPayload(), keys);

    public static byte[] Sign(ReleaseRecord release, params ECDsa[] keys) =>
        Sign(PayloadTypes.Release, release.ToPayload(), keys is [] ? [ReleaseKey] : keys);

    public static byte[] Sign(ChannelHead head, params ECDsa[] keys) =>
        Sign(PayloadTypes.Channel, head.ToPayload(), keys is [] ? [ChannelKey] : keys);

    public static byte[] Sign(string payloadType, byte[] payload, params ECDsa[] keys)
    {
        var data = SignedEnvelope.ToSignedBytes(payloadType, payload);
        ImmutableArray<EnvelopeSignature> signatures =
        [
            .. keys.Select(key => new EnvelopeSignature(
                PublicKey.Of(key).KeyId,
                key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))),
        ];

        return new SignedEnvelope(payloadType, payload, signatures).ToJson();
    }
}
