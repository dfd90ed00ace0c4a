using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>What the host is answered when a function has come to its end.</summary>
/// <param name="Outputs">
/// By binding. Objects only: of a string the host guesses whether it is base64, and decodes what looks like it.
/// </param>
/// <param name="Logs">The host logs each of them beside the invocation.</param>
internal sealed record InvocationAnswer(
    [property: JsonPropertyName("Outputs")] ImmutableDictionary<string, PoisonMessage> Outputs,
    [property: JsonPropertyName("Logs")] ImmutableArray<string> Logs);

/// <summary>A message that was put aside, and why.</summary>
internal sealed record PoisonMessage
{
    public required string Queue { get; init; }

    public required string Reason { get; init; }

    /// <summary>No repetition would help; else it was tried as often as messages are.</summary>
    public required bool Permanent { get; init; }

    public required int DequeueCount { get; init; }

    public string? MessageId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The message: as the object that it is, or as text.</summary>
    public required JsonElement Message { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvocationAnswer))]
[JsonSerializable(typeof(string))]
internal sealed partial class HostingJson : JsonSerializerContext;
