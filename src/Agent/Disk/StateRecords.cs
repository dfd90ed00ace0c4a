using System.Collections.Immutable;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Agent.Disk;

/// <summary>Which generation was in effect last.</summary>
internal sealed record ActiveState
{
    public required string Generation { get; init; }

    public required BundleDigest Digest { get; init; }

    public required DateTimeOffset ActivatedAt { get; init; }

    public required double ActivationMilliseconds { get; init; }
}

/// <summary>
/// Generations of which a gateway may hold parts. If there are any at the start, the last run ended in the middle.
/// </summary>
internal sealed record ActivatingState(ImmutableArray<string> Generations);

/// <summary>Bundles that this gateway cannot run, so that nobody tries them again and again.</summary>
internal sealed record QuarantineState
{
    public ImmutableArray<QuarantinedBundle> Bundles { get; init; } = [];
}

internal sealed record QuarantinedBundle
{
    public required BundleDigest Digest { get; init; }

    public required long Sequence { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string AgentVersion { get; init; }

    /// <summary>As the gateway said when it was connected; empty if none was.</summary>
    public required string GatewayVersion { get; init; }

    /// <summary>It was refused for how much it removes.</summary>
    public bool IsShrinking { get; init; }
}

/// <summary>No report has had a higher serial than this.</summary>
internal sealed record SerialState(long End);

/// <summary>Who runs on a data folder, and where its sockets are: what the other commands need to know.</summary>
internal sealed record RunState
{
    public required int ProcessId { get; init; }

    public required string GatewayId { get; init; }

    public required string Channel { get; init; }

    public required string AdsSocket { get; init; }

    public required string AdminSocket { get; init; }

    public required string StatusSocket { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ActiveState))]
[JsonSerializable(typeof(ActivatingState))]
[JsonSerializable(typeof(QuarantineState))]
[JsonSerializable(typeof(RunState))]
[JsonSerializable(typeof(SerialState))]
[JsonSerializable(typeof(TrustFloor))]
internal sealed partial class StateJson : JsonSerializerContext;
