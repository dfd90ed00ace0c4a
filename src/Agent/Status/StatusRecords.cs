using System.Collections.Immutable;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Agent.Status;

/// <summary>All that the agent tells about itself: a contract with those who read it.</summary>
internal sealed record AgentStatus
{
    public required string GatewayId { get; init; }

    public required string Channel { get; init; }

    public AgentState State { get; init; }

    public ActiveBundle? Active { get; init; }

    public SeenHead? Head { get; init; }

    public ImmutableArray<RefusedBundle> Refused { get; init; } = [];

    public ConnectedGateway Gateway { get; init; } = new(Connected: false, "", "");

    public StatusError? LastError { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<AgentState>))]
internal enum AgentState
{
    /// <summary>Nothing is in effect: no bundle yet, or no gateway.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>The gateway serves what the channel is at, or what came before and the next is under way.</summary>
    [JsonStringEnumMemberName("serving")]
    Serving,

    /// <summary>The bundle that the channel is at was refused. What was in effect before still is.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}

internal sealed record ActiveBundle
{
    public required BundleDigest Digest { get; init; }

    public required long Sequence { get; init; }

    public required long Revision { get; init; }

    public required long Epoch { get; init; }

    public required DateTimeOffset ActivatedAt { get; init; }

    public required double ActivationMilliseconds { get; init; }
}

/// <param name="Sequence">Of the release that this gateway is to run: the stable one, or the candidate.</param>
/// <param name="Rollout">A candidate is under way, for this gateway or for others.</param>
internal sealed record SeenHead(
    BundleDigest Digest, long Sequence, long Epoch, long Revision, DateTimeOffset CheckedAt, DateTimeOffset Expires,
    bool Candidate, bool Rollout);

internal sealed record RefusedBundle(
    BundleDigest Digest, long Sequence, string Reason, DateTimeOffset At, bool Environment);

internal sealed record ConnectedGateway(bool Connected, string UserAgent, string Version);

internal sealed record StatusError(string Message, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
