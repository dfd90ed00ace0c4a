using System.Globalization;
using System.Text.Json;

namespace GatewayPipeline.Bundles.Stores.Azure;

/// <summary>One question to an identity service and its answer, which is the same in all of them.</summary>
internal static class TokenRequest
{
    /// <summary>For storage, and nothing else.</summary>
    public const string Resource = "https://storage.azure.com/";

    private const int LongestAnswer = 64 * 1024;

    /// <param name="throughProxy">A service of the machine itself is behind none.</param>
    public static HttpClient CreateClient(bool throughProxy) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        UseProxy = throughProxy,
    })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <param name="asked">Whom the request goes to, in words for people.</param>
    public static async Task<AccessToken> SendAsync(
        HttpClient client, HttpRequestMessage request, string asked, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            var answer = await response.Content.ReadAsStringAsync(cancellation);

            return response.IsSuccessStatusCode
                ? Read(answer, time) ?? throw Failure(asked, "gave an answer without a token")
                : throw Failure(asked, $"answered with {(int)response.StatusCode}: {Explain(answer)}");
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw Failure(asked, $"cannot be asked: {exception.Message}", exception);
        }
    }

    private static AccessToken? Read(string answer, TimeProvider time)
    {
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;

        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("access_token", out var token) && token.GetString() is { Length: > 0 } value
            && ExpiryOf(root, time) is { } expires
            ? new(value, expires)
            : null;
    }

    // Some write numbers, some write numbers as texts; some say when, some say how long.
    private static DateTimeOffset? ExpiryOf(JsonElement answer, TimeProvider time) =>
        SecondsOf(answer, "expires_in") is { } seconds ? time.GetUtcNow().AddSeconds(seconds)
        : SecondsOf(answer, "expires_on") is { } moment ? DateTimeOffset.FromUnixTimeSeconds(moment)
        : null;

    private static long? SecondsOf(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var property)
        && long.TryParse(
            property.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() / 2
            ? seconds
            : null;

    private static string Explain(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);

            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("error_description", out var description)
                && description.ValueKind == JsonValueKind.String
                    ? (description.GetString() ?? "").Split('\r', '\n')[0]
                    : "no reason given";
        }
        catch (JsonException)
        {
            return "no reason given";
        }
    }

    private static StoreUnavailableException Failure(string asked, string what, Exception? inner = null) =>
        inner is null ? new($"{asked} {what}.") : new($"{asked} {what}", inner);
}
