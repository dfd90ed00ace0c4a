using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Delivery.GitHosts.GitLab;

/// <summary>
/// The signatures of a webhook as Standard Webhooks has them: HMAC-SHA256 over id, time and body, one or several in a
/// header, and no longer good than for a few minutes.
/// </summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
internal sealed class StandardSignature
{
    public const string IdHeader = "webhook-id";
    private const string KeyPrefix = "whsec_";
    private const string VersionPrefix = "v1,";

    // A host signs with few keys at a time.
    private const int MostSignatures = 8;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly ImmutableArray<byte[]> shown;
    private readonly byte[] content;
    private readonly bool isTimely;

    private StandardSignature(ImmutableArray<byte[]> shown, byte[] content, bool isTimely) =>
        (this.shown, this.content, this.isTimely) = (shown, content, isTimely);

    public static StandardSignature Of(WebhookDelivery delivery, DateTimeOffset now)
    {
        var (id, time) = (delivery.Header(IdHeader), delivery.Header("webhook-timestamp"));
        var isWritten = long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        var age = (decimal)now.ToUnixTimeSeconds() - seconds;

        return new(
            [.. (delivery.Header("webhook-signature") ?? "")
                .Split(' ', MostSignatures + 1)
                .Take(MostSignatures)
                .Select(Encoding.UTF8.GetBytes)],
            ContentOf(id, time, delivery.Body.Span),
            id is { Length: > 0 } && isWritten && Math.Abs(age) <= (decimal)Tolerance.TotalSeconds);
    }

    /// <summary>The key that a signing token is; null for a secret that is none.</summary>
    public static byte[]? KeyOf(WebhookSecret secret)
    {
        if (!secret.Bytes.Span.StartsWith(Encoding.ASCII.GetBytes(KeyPrefix)))
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(Encoding.UTF8.GetString(secret.Bytes.Span[KeyPrefix.Length..]));
        }
        catch (FormatException)
        {
            // It was meant as a signing token: as none it must not count either.
            return [];
        }
    }

    public bool IsBy(byte[] key)
    {
        var right = Encoding.ASCII.GetBytes(VersionPrefix + Convert.ToBase64String(HMACSHA256.HashData(key, content)));
        var fits = false;
        foreach (var each in shown)
        {
            fits |= CryptographicOperations.FixedTimeEquals(right, each);
        }

        return fits & isTimely & key.Length > 0;
    }

    private static byte[] ContentOf(string? id, string? time, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
}
