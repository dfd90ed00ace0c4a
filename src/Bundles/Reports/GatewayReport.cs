using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Bundles.Reports;

/// <summary>
/// What a gateway says of itself to those who look after all of them: written by its agent every half minute and after
/// each change. Not signed: who may write a gateway's report is the store's matter.
/// </summary>
public sealed record GatewayReport
{
    public const int CurrentFormat = 1;

    /// <summary>How often an agent reports when nothing happens.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>A gateway whose last report is older is offline.</summary>
    public static readonly TimeSpan Patience = 4 * Interval;

    public required int Format { get; init; }

    public required string GatewayId { get; init; }

    public required string Channel { get; init; }

    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>
    /// Goes up with each report of a gateway, and when its agent starts anew, whatever its clock says: who remembers the
    /// last one knows an older one that is shown again. 0: the agent is one that does not count yet.
    /// </summary>
    public long Serial { get; init; }

    public required GatewayState State { get; init; }

    public required string AgentVersion { get; init; }

    /// <summary>Empty if none is connected.</summary>
    public required string EnvoyVersion { get; init; }

    public bool Connected { get; init; }

    /// <summary>The newest head that was accepted, and what this gateway is to run by it.</summary>
    public ReportedHead? Head { get; init; }

    /// <summary>What is in effect: acknowledged, warmed, and written down; never what was only fetched.</summary>
    public ReportedBundle? Active { get; init; }

    /// <summary>Bundles that this gateway cannot run.</summary>
    public ImmutableArray<ReportedRefusal> Refused { get; init; } = [];

    /// <summary>When Envoy last began anew under the bundle that is in effect; null: it has not.</summary>
    public DateTimeOffset? RestartedAt { get; init; }

    /// <summary>Null if Envoy could not be asked.</summary>
    public ReportedTraffic? Traffic { get; init; }

    public ReportedError? Error { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.GatewayReport);

    /// <summary>A report that is none, or of a newer format, has a reason.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out GatewayReport? report, out string reason)
    {
        report = null;
        try
        {
            report = JsonSerializer.Deserialize(json, ReportJson.Default.GatewayReport);
            reason = report is null ? "it is empty"
                : report.Format > CurrentFormat ? $"it has format {report.Format}, and this program reads {CurrentFormat}"
                : "";
        }
        catch (JsonException)
        {
            reason = "it is not written as the format says";
        }

        report = reason.Length == 0 ? report : null;

        return report is not null;
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<GatewayState>))]
public enum GatewayState
{
    /// <summary>It runs what the head wants it to run.</summary>
    [JsonStringEnumMemberName("IN_SYNC")]
    InSync,

    /// <summary>It runs the stable release; the candidate is not for it yet.</summary>
    [JsonStringEnumMemberName("PENDING_COHORT")]
    PendingCohort,

    /// <summary>What it is to run is not in effect yet.</summary>
    [JsonStringEnumMemberName("APPLYING")]
    Applying,

    /// <summary>It cannot run what it is to run, and keeps what it has.</summary>
    [JsonStringEnumMemberName("REJECTED")]
    Rejected,

    /// <summary>The head has expired, or has not been seen for a while.</summary>
    [JsonStringEnumMemberName("STALE")]
    Stale,

    /// <summary>It has not reported for a while. No gateway says so of itself.</summary>
    [JsonStringEnumMemberName("OFFLINE")]
    Offline,
}

public sealed record ReportedHead(long Epoch, long Revision, long Sequence, BundleDigest ContentDigest, bool Candidate);

public sealed record ReportedBundle(long Epoch, long Sequence, BundleDigest ContentDigest, DateTimeOffset ActivatedAt);

/// <param name="Environment">The machine is to blame, not the bundle: it is tried again.</param>
public sealed record ReportedRefusal(long Sequence, BundleDigest ContentDigest, string Reason, bool Environment);

/// <summary>
/// Requests that Envoy ended within the last minutes, all under the bundle that is in effect, and how many with a 5xx.
/// </summary>
public sealed record ReportedTraffic(DateTimeOffset Since, DateTimeOffset Until, long Requests, long Failures);

public sealed record ReportedError(string Message, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GatewayReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
