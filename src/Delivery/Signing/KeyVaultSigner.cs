using System.Buffers.Text;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Core.Pipeline;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>
/// Signs with a key that never leaves its Azure Key Vault: the vault is sent digests and returns signatures.
/// </summary>
public sealed class KeyVaultSigner : ISigner
{
    private const string Version = "api-version=7.4";
    private const int SignatureLength = 64;

    private readonly HttpPipeline pipeline;
    private readonly Uri key;

    private KeyVaultSigner(HttpPipeline pipeline, Uri key, PublicKey publicKey) =>
        (this.pipeline, this.key, PublicKey) = (pipeline, key, publicKey);

    public PublicKey PublicKey { get; }

    /// <param name="key">The key's address, <c>https://VAULT.vault.azure.net/keys/NAME</c>, with its version or
    /// without: then its newest.</param>
    /// <exception cref="SigningException">The vault does not give the key, or it is of another kind.</exception>
    public static async Task<KeyVaultSigner> OpenAsync(
        Uri key, TokenCredential credential, KeyVaultOptions options, CancellationToken cancellation)
    {
        var pipeline = HttpPipelineBuilder.Build(
            options, new BearerTokenAuthenticationPolicy(credential, ScopeOf(key)));
        var answer = await SendAsync(
            pipeline, RequestMethod.Get, key, "", null, KeyVaultJson.Default.KeyAnswer, cancellation);
        if (answer.Key is not { Kty: "EC" or "EC-HSM", Crv: "P-256", X: { } x, Y: { } y, Kid: { } kid }
            || !kid.AbsoluteUri.StartsWith(key.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal))
        {
            throw new SigningException($"{key} is no elliptic-curve key on P-256.");
        }

        return new(pipeline, kid, ReadPublicKey(key, x, y));
    }

    public async Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var request = JsonSerializer.SerializeToUtf8Bytes(
            new SignRequest("ES256", Base64Url.EncodeToString(SHA256.HashData(data.Span))),
            KeyVaultJson.Default.SignRequest);
        var answer = await SendAsync(
            pipeline, RequestMethod.Post, key, "/sign", request, KeyVaultJson.Default.SignAnswer, cancellation);
        var signature = Decode(answer.Value) is { Length: SignatureLength } numbers ? ToDer(numbers) : [];

        return PublicKey.Verifies(data.Span, signature)
            ? signature
            : throw new SigningException($"{key} returned something other than its signature of what it was sent.");
    }

    private static async Task<T> SendAsync<T>(
        HttpPipeline pipeline,
        RequestMethod method,
        Uri key,
        string operation,
        byte[]? body,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        CancellationToken cancellation)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new($"{key.AbsoluteUri.TrimEnd('/')}{operation}?{Version}"));
        message.Request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(body);
        }

        try
        {
            await pipeline.SendAsync(message, cancellation);
            if (message.Response.IsError)
            {
                throw new SigningException(
                    $"{key} answered {message.Response.Status} {message.Response.ReasonPhrase}: "
                    + $"{ReadProblem(message.Response.Content)} Signing takes the rights 'get' and 'sign' on the key.");
            }

            return JsonSerializer.Deserialize(message.Response.Content, type) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (
            exception is Azure.RequestFailedException or JsonException
            || exception.GetType().Namespace is "Azure.Identity")
        {
            throw new SigningException($"{key} could not be used: {exception.Message}", exception);
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

    // The vault's address without its own name is what a token is asked for, in every cloud of Azure.
    private static string ScopeOf(Uri key) =>
        key is { Scheme: "https", Host: var host } && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            ? $"https://{host[(dot + 1)..]}/.default"
            : throw new SigningException(
                $"{key} is no key of a vault: write https://VAULT.vault.azure.net/keys/NAME");

    private static string ReadProblem(BinaryData content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, KeyVaultJson.Default.ProblemAnswer)?.Error?.Message ?? "";
        }
        catch (JsonException)
        {
            return "";
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

/// <summary>How the vault is called: repetitions, time limits, transport.</summary>
public sealed class KeyVaultOptions : ClientOptions;

internal sealed record KeyAnswer(VaultKey? Key);

internal sealed record VaultKey(Uri? Kid, string? Kty, string? Crv, string? X, string? Y);

internal sealed record SignRequest(string Alg, string Value);

internal sealed record SignAnswer(string? Value);

internal sealed record ProblemAnswer(VaultProblem? Error);

internal sealed record VaultProblem(string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
