using System.Formats.Asn1;
using System.Security.Cryptography;

namespace GatewayPipeline.Cli.Certificates;

/// <summary>What the file of a private key holds. Nothing of the key is kept but its public part.</summary>
internal abstract record PrivateKey
{
    private const string RsaAlgorithm = "1.2.840.113549.1.1.1";
    private const string EllipticAlgorithm = "1.2.840.10045.2.1";

    // The older form of encryption is a header below BEGIN.
    private const string EncryptedHeader = "Proc-Type: 4,ENCRYPTED";

    private PrivateKey()
    {
    }

    /// <summary>Null for a kind whose public part cannot be told.</summary>
    public sealed record Plain(byte[]? PublicKey) : PrivateKey;

    public sealed record Encrypted : PrivateKey;

    /// <summary>Null: there is no key.</summary>
    /// <exception cref="CryptographicException">It is called a key and is none.</exception>
    public static PrivateKey? Read(string text)
    {
        if (text.Contains(EncryptedHeader, StringComparison.Ordinal))
        {
            return new Encrypted();
        }

        var block = PemBlock.In(text)
            .FirstOrDefault(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal));

        return block switch
        {
            null => null,
            { Label: "ENCRYPTED PRIVATE KEY" } => new Encrypted(),
            _ => new Plain(PublicPart(block)),
        };
    }

    private static byte[]? PublicPart(PemBlock block)
    {
        using AsymmetricAlgorithm? algorithm = block.Label switch
        {
            "RSA PRIVATE KEY" => RSA.Create(),
            "EC PRIVATE KEY" => ECDsa.Create(),
            _ => AlgorithmOf(block.Bytes) switch
            {
                RsaAlgorithm => RSA.Create(),
                EllipticAlgorithm => ECDsa.Create(),
                _ => null,
            },
        };
        algorithm?.ImportFromPem(PemEncoding.WriteString(block.Label, block.Bytes));

        return algorithm?.ExportSubjectPublicKeyInfo();
    }

    private static string AlgorithmOf(byte[] privateKeyInfo)
    {
        try
        {
            var info = new AsnReader(privateKeyInfo, AsnEncodingRules.BER).ReadSequence();
            _ = info.ReadInteger();

            return info.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }
}
