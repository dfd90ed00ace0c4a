using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>
/// Compares what a webhook shows with what the secrets would have made of it. Every secret is tried whatever the
/// others say, and without any a random one is: how long it takes tells nobody which fits, or whether there is one.
/// </summary>
internal static class WebhookProof
{
    private static readonly ImmutableArray<WebhookSecret> Nobodys = [new(RandomNumberGenerator.GetBytes(32))];

    /// <summary>Whether the header is the prefix and the body's HMAC-SHA256 in lower-case hexadecimal, as hosts write
    /// it: a signature has one form, and others are none.</summary>
    public static bool IsSigned(
        WebhookDelivery delivery, string header, string prefix, ImmutableArray<WebhookSecret> secrets)
    {
        var shown = Encoding.UTF8.GetBytes(delivery.Header(header) ?? "");

        return AnyVouches(secrets, secret => CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(
                prefix + Convert.ToHexStringLower(HMACSHA256.HashData(secret.Bytes.Span, delivery.Body.Span))),
            shown));
    }

    /// <summary>Whether it is the secret itself. Of its length, too, time says nothing.</summary>
    public static bool IsShown(ReadOnlySpan<byte> shown, WebhookSecret secret)
    {
        Span<byte> one = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> other = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(shown, one);
        SHA256.HashData(secret.Bytes.Span, other);

        return CryptographicOperations.FixedTimeEquals(one, other);
    }

    /// <param name="vouches">Whether this secret fits; it takes as long if it does not.</param>
    public static bool AnyVouches(ImmutableArray<WebhookSecret> secrets, Func<WebhookSecret, bool> vouches)
    {
        var isAuthentic = false;
        foreach (var secret in secrets.IsDefaultOrEmpty ? Nobodys : secrets)
        {
            // What is empty is known to everybody.
            isAuthentic |= vouches(secret) & !secret.Bytes.IsEmpty;
        }

        return isAuthentic;
    }
}
