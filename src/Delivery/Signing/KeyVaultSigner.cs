using System.Buffers.Text;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Vaults;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>
/// Signs with a key that never leaves its Azure Key Vault: the vault is sent digests and returns signatures.
/// </summary>
public sealed class KeyVaultSigner : ISigner
{
    private const string Rights = "Signing takes the rights 'get' and 'sign' on the key.";
    private const int SignatureLength = 64;

    private readonly VaultClient vault;
    private readonly Uri key;

    private KeyVaultSigner(VaultClient vault, Uri key, PublicKey publicKey) =>
        (this.vault, this.key, PublicKey) = (vault, key, publicKey);

    public PublicKey PublicKey { get; }

    /// <param name="key">The key's address, <c>https://VAULT.vault.azure.net/keys/NAME</c>, with its version or
    /// without: then its newest.</param>
    /// <exception cref="SigningException">The vault does not give the key, or it is of another kind.</exception>
    public static async Task<KeyVaultSigner> OpenAsync(
        Uri key, TokenCredential credential, KeyVaultOptions options, CancellationToken cancellation)
    {
        var (vault, answer) = await InWordsAsync(async () =>
        {
            var opened = VaultClient.Open(key, credential, options);

            return (opened, await opened.SendAsync(
                RequestMethod.Get, key, "", null, KeyVaultJson.Default.KeyAnswer, cancellation));
        });
        if (answer.Key is not { Kty: "EC" or "EC-HSM", Crv: "P-256", X: { } x, Y: { } y, Kid: { } kid }
            || !kid.AbsoluteUri.StartsWith(key.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal))
        {
            throw new SigningException($"{key} is no elliptic-curve key on P-256.");
        }

        return new(vault, kid, ReadPublicKey(key, x, y));
    }

    public async Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var request = JsonSerializer.SerializeToUtf8Bytes(
            new SignRequest("ES256", Base64Url.EncodeToString(SHA256.HashData(data.Span))),
            KeyVaultJson.Default.SignRequest);
        var answer = await InWordsAsync(() => vault.SendAsync(
            RequestMethod.Post, key, "/sign", request, KeyVaultJson.Default.SignAnswer, cancellation));
        var signature = Decode(answer.Value) is { Length: SignatureLength } numbers ? ToDer(numbers) : [];

        return PublicKey.Verifies(data.Span, signature)
            ? signature
            : throw new SigningException($"{key} returned something other than its signature of what it was sent.");
    }

    private static async Task<T> InWordsAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (VaultException exception)
        {
            throw new SigningException($"{exception.Message} {Rights}", exception);
        }
    }

    private static PublicKey ReadPublicKey(Uri key, string x, string y)
    {
        try
        {
            using var read = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = Decode(x), Y = Decode(y) },
            });

            return PublicKey.Of(read);
        }
        catch (CryptographicException exception)
        {
            throw new SigningException($"{key} is no point on the curve P-256.", exception);
        }
    }

    private static byte[] Decode(string? text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    // Two numbers side by side become the DER that everybody else writes and reads.
    private static byte[] ToDer(byte[] numbers)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(numbers.AsSpan(0, SignatureLength / 2), true, true));
            writer.WriteInteger(new BigInteger(numbers.AsSpan(SignatureLength / 2), true, true));
        }

        return writer.Encode();
    }
}

internal sealed record KeyAnswer(VaultKey? Key);

internal sealed record VaultKey(Uri? Kid, string? Kty, string? Crv, string? X, string? Y);

internal sealed record SignRequest(string Alg, string Value);

internal sealed record SignAnswer(string? Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignAnswer))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
