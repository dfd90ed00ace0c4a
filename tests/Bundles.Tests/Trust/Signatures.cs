using System.Formats.Asn1;
using System.Numerics;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Trust;

internal static class Signatures
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The other signature that the same key could have made: (r, n - s) holds whenever (r, s) does.</summary>
    public static byte[] Malleate(byte[] envelope)
    {
        Assert.True(SignedEnvelope.TryParse(envelope, out var parsed));
        var signature = parsed.Signatures[0];
        var sequence = new AsnReader(signature.Value, AsnEncodingRules.DER).ReadSequence();
        var (r, s) = (sequence.ReadInteger(), sequence.ReadInteger());
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(Order - s);
        }

        return (parsed with { Signatures = [signature with { Value = writer.Encode() }] }).ToJson();
    }
}
