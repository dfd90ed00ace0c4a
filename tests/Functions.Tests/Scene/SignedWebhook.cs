using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GatewayPipeline.Functions.Tests.Scene;

/// <summary>Webhooks as GitHub sends them.</summary>
internal static class SignedWebhook
{
    public static HttpRequestMessage Of(string source, string body, string happened, string delivery, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes));

        return new(HttpMethod.Post, $"/api/webhooks/{source}")
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } },
            Headers =
            {
                { "X-GitHub-Event", happened },
                { "X-GitHub-Delivery", delivery },
                { "X-Hub-Signature-256", $"sha256={signature}" },
            },
        };
    }

    public static string PushBody(string repositoryId, string reference, string after) => new JsonObject
    {
        ["ref"] = reference,
        ["before"] = new string('0', 40),
        ["after"] = after,
        ["repository"] = new JsonObject { ["id"] = int.Parse(repositoryId, CultureInfo.InvariantCulture) },
    }.ToJsonString();
}
