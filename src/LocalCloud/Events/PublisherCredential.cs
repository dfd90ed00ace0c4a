using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>
/// Whether somebody may publish: who shows an access key, or a token for Event Grid that is in force. Of a token the
/// signature is not looked at: there is no directory on this machine that could have made one.
/// </summary>
internal sealed class PublisherCredential(LocalEventTopicOptions options)
{
    private const string KeyHeader = "aeg-sas-key";
    private const string Scheme = "Bearer ";
    private const string Audience = "https://eventgrid.azure.net";

    /// <summary>Null: it may; else why not.</summary>
    public string? Refuse(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key))
        {
            return options.Keys.Any(known => Equal(known, key.ToString()))
                ? null
                : $"{KeyHeader} is no key of this topic";
        }

        var authorization = request.Headers.Authorization.ToString();

        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? RefuseToken(authorization[Scheme.Length..])
            : $"show a key as {KeyHeader}, or a token as Authorization: Bearer";
    }

    private string? RefuseToken(string token)
    {
        try
        {
            var payload = token.Split('.') is [_, var encoded, _]
                ? JsonNode.Parse(Base64Url.DecodeFromChars(encoded)) as JsonObject
                : null;

            return payload is null ? "the token is no JSON web token"
                : payload["aud"]?.ToString().TrimEnd('/') != Audience ? $"the token is not for {Audience}"
                : !IsInForce(payload) ? "the token is not in force"
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return "the token is no JSON web token";
        }
    }

    private bool IsInForce(JsonObject payload)
    {
        var now = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds();

        return payload["exp"] is JsonValue expires && expires.TryGetValue<long>(out var end) && now < end
            && (payload["nbf"] is not JsonValue begins || (begins.TryGetValue<long>(out var start) && now >= start));
    }

    private static bool Equal(string known, string given) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));
}
