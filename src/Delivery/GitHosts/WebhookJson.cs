using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Sources.Git;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>
/// Reads what authentic bodies say. Whatever is in them ends in a value or in <see cref="WebhookException"/>.
/// </summary>
internal static class WebhookJson
{
    private const int ShortCommit = 40;
    private const int LongCommit = 64;

    /// <summary>Reads a webhook, and what is wrong with it becomes an answer.</summary>
    public static WebhookReading Read(WebhookDelivery delivery, Func<WebhookReading> read)
    {
        if (delivery.Body.Length > WebhookLimits.ParsedBytes)
        {
            return new WebhookReading.Malformed(
                $"its body has {delivery.Body.Length} bytes, and at most {WebhookLimits.ParsedBytes} are parsed; "
                + "reconciling finds what it would have told");
        }

        try
        {
            return read();
        }
        catch (WebhookException exception)
        {
            return new WebhookReading.Malformed(exception.Message);
        }
    }

    public static T Parse<T>(WebhookDelivery delivery, JsonTypeInfo<T> type)
        where T : class
    {
        if (delivery.Header("Content-Type") is { } kind
            && !kind.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new WebhookException(
                "its body is not said to be application/json: choose that content type where the webhook is set up");
        }

        try
        {
            return JsonSerializer.Deserialize(delivery.Body.Span, type)
                ?? throw new WebhookException("its body is null");
        }
        catch (JsonException exception)
        {
            // The path in its message can hold the sender's own words.
            throw new WebhookException(
                $"its body is no JSON of the form that the host writes: line {exception.LineNumber + 1}, "
                + $"byte {exception.BytePositionInLine + 1}");
        }
    }

    /// <summary>A field that the host always writes.</summary>
    public static T Need<T>(T? value, string field)
        where T : class => value ?? throw Missing(field);

    public static T Need<T>(T? value, string field)
        where T : struct => value ?? throw Missing(field);

    /// <summary>A ref's full name.</summary>
    public static string Ref(string? text, string field)
    {
        var name = Need(text, field);

        return name.StartsWith("refs/", StringComparison.Ordinal) && RefName.Objection(name) is null
            ? name
            : throw new WebhookException($"its {field} '{OddName.Escape(name)}' is no ref in full");
    }

    /// <summary>The ref of a branch that the host names without <c>refs/heads/</c>.</summary>
    public static string Branch(string? text, string field) => Ref($"refs/heads/{Need(text, field)}", field);

    public static string Commit(string? text, string field) =>
        CommitOrNull(text, field)
        ?? throw new WebhookException($"its {field} names no commit");

    /// <summary>Null for the zeros that stand where there is no commit.</summary>
    public static string? CommitOrNull(string? text, string field)
    {
        var commit = Need(text, field);

        return commit.Length is not (ShortCommit or LongCommit) || !commit.All(char.IsAsciiHexDigitLower)
                ? throw new WebhookException($"its {field} '{OddName.Escape(commit)}' is no commit's id")
            : commit.All(digit => digit == '0') ? null
            : commit;
    }

    public static int Number(long? number, string field) => Need(number, field) is > 0 and <= int.MaxValue and var fits
        ? (int)fits
        : throw new WebhookException($"its {field} is no pull request's number");

    /// <summary>An id of the host's: letters, digits and what is between them in ids.</summary>
    public static string Id(string? text, string field)
    {
        var id = Need(text, field);

        return id.Length is > 0 and <= WebhookLimits.DeliveryIdLength
            && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':')
            ? id
            : throw new WebhookException($"its {field} is no id");
    }

    private static WebhookException Missing(string field) => new($"it has no {field}");
}

/// <summary>A webhook that is not as its host writes it; the message ends a sentence about it.</summary>
internal sealed class WebhookException(string message) : Exception(message);
