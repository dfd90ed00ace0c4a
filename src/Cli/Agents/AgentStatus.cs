using System.Text.Json.Serialization;

namespace GatewayPipeline.Cli.Agents;

/// <summary>What an agent says of itself on its status socket.</summary>
internal sealed record AgentStatus
{
    public string GatewayId { get; init; } = "";

    public string Channel { get; init; } = "";

    public string State { get; init; } = "";

    public ActiveBundle? Active { get; init; }

    public IReadOnlyList<RefusedBundle> Refused { get; init; } = [];

    public ConnectedGateway? Gateway { get; init; }

    public AgentError? LastError { get; init; }
}

internal sealed record ActiveBundle(string Digest, long Sequence, double ActivationMilliseconds);

internal sealed record RefusedBundle(string Digest, long Sequence, string Reason, bool Environment);

internal sealed record ConnectedGateway(bool Connected, string? UserAgent, string? Version);

internal sealed record AgentError(string Message, DateTimeOffset At);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentStatusJson : JsonSerializerContext;
