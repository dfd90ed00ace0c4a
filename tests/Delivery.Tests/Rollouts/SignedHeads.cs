using System.Security.Cryptography;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Delivery.Tests.Rollouts;

/// <summary>Keys, and releases of one channel that heads can name: what a gateway needs to judge a head.</summary>
internal static class SignedHeads
{
    public const string Channel = "edge";
    public static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly ECDsa ReleaseKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa ChannelKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly TrustPolicy Policy = new(
        RootDocument.Create(
            "test", Noon.AddYears(1), new([PublicKey.Of(ReleaseKey)], 1), PublicKey.Of(ReleaseKey),
            PublicKey.Of(ChannelKey)),
        Channel);

    /// <summary>At release 1.</summary>
    public static ChannelHead First { get; } = new()
    {
        Format = 1,
        Environment = "test",
        Channel = Channel,
        Epoch = 1,
        Revision = 1,
        Sequence = 1,
        IssuedAt = Noon,
        Expires = Noon + Lifetime,
        Release = Release(1).Release,
        Bundle = Release(1).Bundle,
        StableSince = Noon,
    };

    public static RolloutPlan Plan { get; } = new()
    {
        Stages = [new(0, TimeSpan.Zero), new(10, TimeSpan.FromMinutes(10)), new(50, TimeSpan.FromMinutes(5)), new(100, TimeSpan.Zero)],
        Bake = TimeSpan.FromMinutes(30),
        Canaries = ["canary"],
    };

    /// <summary>Release 1 is stable, release 2 on its way.</summary>
    public static ChannelHead RollingOut { get; } = HeadTransitions.Candidate(First, Release(2), Plan, At(1));

    public static HeadStamp At(double minutes) => new(Noon.AddMinutes(minutes), Lifetime);

    public static NewRelease Release(long sequence)
    {
        var payload = RecordOf(sequence).ToPayload();

        return new(
            new(sequence, BundleDigest.Of(payload), payload.Length), RecordOf(sequence).Bundle,
            new("shop", $"commit {sequence}"));
    }

    /// <summary>What a gateway says to the head: its own target's record is fetched, as it would do.</summary>
    public static Verdict Judge(ChannelHead head, string gatewayId, TrustFloor? floor)
    {
        var record = RecordOf(HeadTarget.Of(head, gatewayId).Release.Sequence);

        return Policy.Verify(
            Sign(PayloadTypes.Channel, head.ToPayload(), ChannelKey),
            Sign(PayloadTypes.Release, record.ToPayload(), ReleaseKey),
            floor, head.IssuedAt, each => HeadTarget.Of(each, gatewayId));
    }

    private static ReleaseRecord RecordOf(long sequence) => new()
    {
        Format = 1,
        Environment = "test",
        Channel = Channel,
        Epoch = 1,
        Sequence = sequence,
        CreatedAt = Noon,
        Bundle = new(BundleDigest.Of([1, (byte)sequence]), 1, BundleDigest.Of([2, (byte)sequence])),
        Source = new("shop"),
    };

    private static byte[] Sign(string payloadType, byte[] payload, ECDsa key) => new SignedEnvelope(
        payloadType,
        payload,
        [
            new(PublicKey.Of(key).KeyId, key.SignData(
                SignedEnvelope.ToSignedBytes(payloadType, payload), HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence)),
        ]).ToJson();
}
