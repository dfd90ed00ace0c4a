using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.Events;

/// <summary>A CloudEvent of version 1.0 as JSON writes it, with the two extensions that ours have.</summary>
internal sealed record CloudEventJson
{
    [JsonPropertyName("specversion")]
    public required string SpecVersion { get; init; }

    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Type { get; init; }

    public string? Subject { get; init; }

    public DateTimeOffset? Time { get; init; }

    [JsonPropertyName("datacontenttype")]
    public string? DataContentType { get; init; }

    /// <summary>Of the extension for distributed tracing.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    [JsonPropertyName("deliveryid")]
    public string? DeliveryId { get; init; }

    public JsonElement Data { get; init; }
}

/// <param name="Commit">Null: the ref was deleted.</param>
internal sealed record PushData(string Ref, string? Commit = null);

internal sealed record PullRequestData(int Number, string BaseRef, string HeadCommit);

internal sealed record ReleaseData(
    string Channel, long Epoch, long Sequence, long Revision, string Bundle,
    string? Commit = null, string? Reason = null);

internal sealed record RefusalData(string Channel, string Reason, string? Commit = null);

// What others added to an event is let pass: CloudEvents may have extensions.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CloudEventJson))]
[JsonSerializable(typeof(PushData))]
[JsonSerializable(typeof(PullRequestData))]
[JsonSerializable(typeof(ReleaseData))]
[JsonSerializable(typeof(RefusalData))]
internal sealed partial class CloudEventJsonContext : JsonSerializerContext;
