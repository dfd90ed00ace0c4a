using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>
/// A key that everybody knows: the digest of its name. It signs alike every time, so that vectors can be written again.
/// </summary>
internal sealed class VectorKey
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    private readonly byte[] secret;

    public VectorKey(string name)
    {
        Name = name;
        secret = SHA256.HashData(Encoding.UTF8.GetBytes($"gatewaypipeline vectors: {name}"));
        using var key = KeyOf(secret);
        PublicKey = PublicKey.Of(key);
        PublicPem = key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    public string Name { get; }

    public PublicKey PublicKey { get; }

    public string PublicPem { get; }

    public EnvelopeSignature Sign(string payloadType, byte[] payload) =>
        SignBytes(SignedEnvelope.ToSignedBytes(payloadType, payload));

    public EnvelopeSignature SignBytes(byte[] data)
    {
        var (r, s) = SignNumbers(data);

        return new(PublicKey.KeyId, Der(r, s));
    }

    /// <summary>The other signature that holds whenever the first does.</summary>
    public EnvelopeSignature SignAsTwin(string payloadType, byte[] payload)
    {
        var (r, s) = SignNumbers(SignedEnvelope.ToSignedBytes(payloadType, payload));

        return new(PublicKey.KeyId, Der(r, Order - s));
    }

    /// <summary>Both numbers side by side, as some services return them: not what an envelope of ours holds.</summary>
    public EnvelopeSignature SignAsNumbers(string payloadType, byte[] payload)
    {
        var (r, s) = SignNumbers(SignedEnvelope.ToSignedBytes(payloadType, payload));

        return new(PublicKey.KeyId, (byte[])[.. Bytes(r), .. Bytes(s)]);
    }

    public static byte[] Seal(string payloadType, byte[] payload, params VectorKey[] keys) => new SignedEnvelope(
        payloadType, payload, [.. keys.Select(key => key.Sign(payloadType, payload))]).ToJson();

    // ECDSA with a nonce that follows from key and message. The library knows the curve: a nonce's point is the public
    // half of the key that the nonce would be.
    private (BigInteger R, BigInteger S) SignNumbers(byte[] data)
    {
        var hash = SHA256.HashData(data);
        var nonce = SHA256.HashData([.. secret, .. hash]);
        using var point = KeyOf(nonce);
        var r = Number(point.ExportParameters(includePrivateParameters: false).Q.X ?? []) % Order;
        var inverse = BigInteger.ModPow(Number(nonce), Order - 2, Order);

        return (r, inverse * (Number(hash) + r * Number(secret)) % Order);
    }

    private static ECDsa KeyOf(byte[] secret) =>
        ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });

    private static byte[] Der(BigInteger r, BigInteger s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }

        return writer.Encode();
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);

        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
