using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Delivery.GitHosts;

namespace GatewayPipeline.Delivery.Tests.GitHosts;

/// <summary>Webhooks as their hosts send them: written by the hosts' documentation, not by what reads them.</summary>
internal static class Webhooks
{
    public const string Commit = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";
    public const string Before = "95790bf891e76fee5e1747ab589903a6a1f80f22";
    public const string Nothing = "0000000000000000000000000000000000000000";
    public const string Id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
    public const string Text = "It's a Secret to Everybody";

    /// <summary>A signing token of GitLab: the prefix and 32 bytes in base64.</summary>
    public const string SigningToken = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddSeconds(1_900_000_000);

    public static WebhookSecret Secret { get; } = SecretOf(Text);

    public static WebhookSecret SecretOf(string text) => new(Encoding.UTF8.GetBytes(text));

    public static WebhookDelivery GitHub(string happened, string body, string secret = Text) => Delivery(
        body,
        ("X-GitHub-Event", happened),
        ("X-GitHub-Delivery", Id),
        ("X-GitHub-Hook-ID", "292430182"),
        ("X-Hub-Signature", "sha1=" + Convert.ToHexStringLower(Sha1(secret, body))),
        ("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(Hmac(secret, body))));

    public static WebhookDelivery GitLab(string body, string token = Text) => Delivery(
        body,
        ("X-Gitlab-Event", "Push Hook"),
        ("Idempotency-Key", Id),
        ("X-Gitlab-Event-UUID", "13792a34-cac6-4fda-95a8-c58e00a3954e"),
        ("X-Gitlab-Token", token));

    public static WebhookDelivery GitLabSigned(
        string body, string token = SigningToken, long? seconds = null, string id = Id)
    {
        var time = (seconds ?? Now.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);

        return Delivery(
            body,
            ("X-Gitlab-Event", "Push Hook"),
            ("Idempotency-Key", id),
            ("webhook-id", id),
            ("webhook-timestamp", time),
            ("webhook-signature", StandardSignature(token, id, time, body)));
    }

    public static string StandardSignature(string token, string id, string time, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(token["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));

    public static WebhookDelivery AzureDevOps(string body, string password = Text) => Delivery(
        body, ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"hook:{password}"))));

    public static WebhookDelivery Gitea(string happened, string body, string secret = Text)
    {
        var signature = Convert.ToHexStringLower(Hmac(secret, body));

        return Delivery(
            body,
            ("X-Gitea-Delivery", Id),
            ("X-Gitea-Event", happened),
            ("X-Gitea-Event-Type", happened),
            ("X-Gitea-Signature", signature),
            ("X-Hub-Signature-256", $"sha256={signature}"),
            ("X-GitHub-Event", happened));
    }

    public static WebhookDelivery Delivery(string body, params (string Name, string Value)[] headers) => new(
        headers.Append(("Content-Type", "application/json"))
            .Select(header => KeyValuePair.Create(header.Item1, ImmutableArray.Create(header.Item2))),
        Encoding.UTF8.GetBytes(body));

    public static byte[] Hmac(string secret, string body) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body));

#pragma warning disable CA5350 // GitHub still sends it, beside the one that counts.
    public static byte[] Sha1(string secret, string body) =>
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body));
#pragma warning restore CA5350
}
