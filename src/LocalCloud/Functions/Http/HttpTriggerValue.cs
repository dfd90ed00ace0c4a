using System.Text;
using System.Text.Json.Nodes;
using GatewayPipeline.LocalCloud.Functions.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GatewayPipeline.LocalCloud.Functions.Http;

/// <summary>An HTTP request as it stands in an envelope.</summary>
internal static class HttpTriggerValue
{
    /// <returns>The value, and the body's text if it has one.</returns>
    public static async Task<(JsonObject Value, string? Text)> ReadAsync(
        HttpRequest request, CancellationToken cancellation)
    {
        var value = new JsonObject
        {
            ["Url"] = $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}",
            ["Method"] = request.Method,
            ["Query"] = BindingValue.OfTexts(QueryOf(request)),
            ["Headers"] = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(
                header.Key,
                (JsonNode?)new JsonArray([.. header.Value.Select(item => (JsonNode?)JsonValue.Create(item))])))),
            ["Params"] = BindingValue.OfTexts(ParametersOf(request)),
            ["Identities"] = Anonymous(),
        };

        // A body that does not say how long it is, is not passed on.
        if (request.ContentLength is not > 0)
        {
            return (value, null);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        if (IsBinary(request))
        {
            value["Body"] = Convert.ToBase64String(body.ToArray());

            return (value, null);
        }

        var text = Encoding.UTF8.GetString(body.ToArray());
        value["Body"] = text;

        return (value, text);
    }

    public static InvocationMetadata MetadataOf(string function, HttpRequest request, string? text, DateTimeOffset now)
    {
        var metadata = InvocationMetadata.For(function, now);
        metadata.Merge(text ?? "");
        foreach (var (name, item) in
            QueryOf(request).Where(item => item.Key is not "code").Concat(ParametersOf(request)))
        {
            metadata[name] = BindingValue.OfText(item);
        }

        if (!metadata.Has("Query"))
        {
            metadata["Query"] = BindingValue.OfTexts(QueryOf(request));
        }

        if (!metadata.Has("Headers"))
        {
            metadata["Headers"] = BindingValue.OfTexts(
                request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString())));
        }

        return metadata;
    }

    private static IEnumerable<KeyValuePair<string, string>> QueryOf(HttpRequest request) =>
        request.Query.Select(item => KeyValuePair.Create(item.Key, item.Value.ToString()));

    private static IEnumerable<KeyValuePair<string, string>> ParametersOf(HttpRequest request) =>
        request.RouteValues.Select(item => KeyValuePair.Create(item.Key, item.Value?.ToString() ?? ""));

    private static bool IsBinary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase));

    private static JsonArray Anonymous() => new(new JsonObject
    {
        ["AuthenticationType"] = null,
        ["IsAuthenticated"] = false,
        ["Actor"] = null,
        ["BootstrapContext"] = null,
        ["Claims"] = new JsonArray(),
        ["Label"] = null,
        ["Name"] = null,
        ["NameClaimType"] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
        ["RoleClaimType"] = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    });
}
