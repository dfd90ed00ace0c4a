using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>An ECDSA key on P-256: the one algorithm that is verified today.</summary>
public sealed record PublicKey
{
    public const string Algorithm = "ecdsa-p256-sha256";
    private const string CurveOid = "1.2.840.10045.3.1.7";

    private PublicKey(ReadOnlyMemory<byte> spki)
    {
        Spki = spki;
        KeyId = BundleDigest.Of(spki.Span).Hex;
    }

    public ReadOnlyMemory<byte> Spki { get; }

    public string KeyId { get; }

    /// <summary>The public half of a key, which must lie on P-256.</summary>
    public static PublicKey Of(ECDsa key) =>
        IsOnCurve(key)
            ? new(key.ExportSubjectPublicKeyInfo())
            : throw new ArgumentException("The key does not lie on the curve P-256.", nameof(key));

    /// <summary>A key as a root lists it; null if it is of another algorithm.</summary>
    public static PublicKey? Of(PublicKeyEntry entry)
    {
        if (entry.Alg != Algorithm
            || !StrictBase64.TryDecode(entry.Spki, out var spki)
            || !TryImport(spki, out var key))
        {
            return null;
        }

        using (key)
        {
            return new(spki);
        }
    }

    /// <summary>Did this key sign these bytes?</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => Verify(ToEntry(), data, signature);

    public PublicKeyEntry ToEntry() => new(Algorithm, Convert.ToBase64String(Spki.Span));

    /// <summary>
    /// The id is the key's digest, and the key is written in the one way: so different ids are different keys.
    /// </summary>
    internal static bool IsSound(string keyId, PublicKeyEntry entry) =>
        entry.Alg is not null
        && StrictBase64.TryDecode(entry.Spki, out var spki)
        && BundleDigest.Of(spki).Hex == keyId
        && (entry.Alg != Algorithm || TryImport(spki, out _));

    internal static bool Verify(PublicKeyEntry entry, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (entry.Alg != Algorithm
            || !StrictBase64.TryDecode(entry.Spki, out var spki)
            || !TryImport(spki, out var key))
        {
            return false;
        }

        using (key)
        {
            try
            {
                return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }

    private static bool IsOnCurve(ECDsa key) =>
        key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: CurveOid };

    private static bool TryImport(byte[] spki, [NotNullWhen(true)] out ECDsa? key)
    {
        key = null;
        var imported = ECDsa.Create();
        try
        {
            imported.ImportSubjectPublicKeyInfo(spki, out var read);
            if (read == spki.Length
                && IsOnCurve(imported)
                && imported.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki))
            {
                key = imported;
            }
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            // Not a key of ours.
        }

        if (key is null)
        {
            imported.Dispose();
        }

        return key is not null;
    }
}
