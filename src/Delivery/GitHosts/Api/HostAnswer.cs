using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace GatewayPipeline.Delivery.GitHosts.Api;

/// <summary>What a host said to one request, or that it said nothing.</summary>
internal sealed class HostAnswer : IDisposable
{
    private const int MostWords = 500;

    private readonly HttpResponseMessage? response;
    private readonly string? problem;

    private HostAnswer(HttpResponseMessage? response, ReadOnlyMemory<byte> body, string? problem) =>
        (this.response, Body, this.problem) = (response, body, problem);

    public ReadOnlyMemory<byte> Body { get; }

    public HttpStatusCode? Status => response?.StatusCode;

    public bool IsGood => response is { IsSuccessStatusCode: true };

    /// <summary>It was refused because there was too much, so it did not happen.</summary>
    public bool WasNotDone => Status is HttpStatusCode.TooManyRequests
        || (Status is HttpStatusCode.Forbidden && (Number("x-ratelimit-remaining") is 0 || RetryAfter is not null))
        || (Status is HttpStatusCode.ServiceUnavailable && RetryAfter is not null);

    /// <summary>It is broken or out of reach; whether it happened is not known.</summary>
    public bool MayPass => Status is null or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    public string Outcome => Status is { } status ? $"was answered with the status {(int)status}" : "failed";

    /// <summary>What the host says of it, in one line.</summary>
    public string Words => problem ?? ReadWords();

    /// <summary>What to do, as another sentence.</summary>
    public string Help => Status switch
    {
        HttpStatusCode.Unauthorized => " The token is not valid, or no longer.",
        HttpStatusCode.Forbidden when !WasNotDone =>
            " The token lacks a permission: docs/git-hosts.md lists those that are needed.",
        HttpStatusCode.NotFound => " It is not there, or the token may not see it.",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
            " Redirects are not followed: name the repository's new address.",
        _ => "",
    };

    private RetryConditionHeaderValue? RetryAfter => response?.Headers.RetryAfter;

    public static HostAnswer None(string problem) => new(null, default, problem);

    public static async Task<HostAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            using var body = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int length; (length = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                body.Write(buffer, 0, length);
                if (body.Length > HostPatience.LargestAnswer)
                {
                    throw new IOException($"its answer is larger than {HostPatience.LargestAnswer} bytes");
                }
            }

            return new(response, body.ToArray(), problem: null);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>How long the host says to wait; null if it does not say.</summary>
    public TimeSpan? PauseAskedFor(DateTimeOffset now)
    {
        var pause = RetryAfter is { Delta: { } delta } ? delta
            : RetryAfter is { Date: { } date } ? date - now
            : !WasNotDone ? null
            : (Number("x-ratelimit-reset") ?? Number("ratelimit-reset")) is { } reset ? Until(reset, now)
            : (TimeSpan?)null;

        return pause is { } some && some < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    public void Dispose() => response?.Dispose();

    private static TimeSpan Until(long seconds, DateTimeOffset now) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds - now.ToUnixTimeSeconds(), 0, (long)TimeSpan.FromDays(1).TotalSeconds));

    private long? Number(string header) =>
        response is not null && response.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    // Hosts differ in where they put it.
    private string ReadWords()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            var text = document.RootElement.ValueKind is not JsonValueKind.Object ? null
                : document.RootElement.TryGetProperty("message", out var message) ? message.ToString()
                : document.RootElement.TryGetProperty("error", out var error) ? error.ToString()
                : null;

            return text is { Length: > MostWords } ? text[..MostWords] : text ?? "it does not say why";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "it does not say why";
        }
    }
}
