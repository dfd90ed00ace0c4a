using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Xds.Routes;

namespace GatewayPipeline.Compiler.Xds.Clusters;

/// <summary>
/// Endpoints that fail are left alone for a while: <c>outlierDetection</c>. Only counts of errors decide, never success
/// rates.
/// </summary>
internal sealed class OutlierDetection : IClusterFeature
{
    private const uint Always = 100;

    private static readonly ImmutableArray<string> Percentages = ["maxEjectionPercent", "minHealthPercent"];

    public ImmutableArray<string> Fields { get; } =
    [
        "outlierDetection.consecutive5xxErrors", "outlierDetection.consecutiveGatewayErrors",
        "outlierDetection.splitExternalLocalOriginErrors", "outlierDetection.consecutiveLocalOriginFailures",
        "outlierDetection.interval", "outlierDetection.baseEjectionTime",
        "outlierDetection.maxEjectionPercent", "outlierDetection.minHealthPercent",
    ];

    /// <summary>Only endpoints that are healthy may count: a share of them is asked for.</summary>
    public static bool WantsHealthy(Ir.Cluster cluster) => cluster.Policy("outlierDetection")?.Integer("minHealthPercent") is > 0;

    public void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("outlierDetection") is not { } detection)
        {
            return;
        }

        if (detection.Integer("consecutiveErrors") is not (null or 0))
        {
            diagnostics.Add(HttpRules.Deprecated.At(detection.KeySpanOf("consecutiveErrors"), "consecutiveErrors", "consecutive5xxErrors"));
        }

        DurationCheck.Check(detection, "interval", diagnostics);
        DurationCheck.Check(detection, "baseEjectionTime", diagnostics);
        foreach (var name in Percentages.Where(name => detection.Integer(name) is < 0 or > 100))
        {
            diagnostics.Add(SchemaRules.OutOfRange.At(detection.SpanOf(name), name, "from 0 to 100"));
        }

        if (detection.Integer("consecutiveLocalOriginFailures") is > 0
            && !(detection.Flag("splitExternalLocalOriginErrors") ?? false))
        {
            diagnostics.Add(SchemaRules.RequiredField.At(detection.SpanOf("consecutiveLocalOriginFailures"), "splitExternalLocalOriginErrors", "outlierDetection")
                .WithHelp("failures of local origin are counted apart only with splitExternalLocalOriginErrors: true"));
        }
    }

    public void Write(Ir.Cluster cluster, ClusterV3.Cluster target)
    {
        if (cluster.Policy("outlierDetection") is not { } policy)
        {
            return;
        }

        var detection = new ClusterV3.OutlierDetection
        {
            EnforcingSuccessRate = 0,
            Interval = policy.Duration("interval")?.ToProto(),
            BaseEjectionTime = policy.Duration("baseEjectionTime")?.ToProto(),
            MaxEjectionPercent = Count(policy, "maxEjectionPercent") is > 0 and var percent ? percent : null,
            Consecutive5Xx = Count(policy, "consecutive5xxErrors"),
            EnforcingConsecutive5Xx = Enforced(policy, "consecutive5xxErrors"),
            ConsecutiveGatewayFailure = Count(policy, "consecutiveGatewayErrors"),
            EnforcingConsecutiveGatewayFailure = Enforced(policy, "consecutiveGatewayErrors"),
        };
        if (policy.Flag("splitExternalLocalOriginErrors") ?? false)
        {
            detection.SplitExternalLocalOriginErrors = true;
            detection.EnforcingLocalOriginSuccessRate = 0;
            if (policy.Integer("consecutiveLocalOriginFailures") is > 0)
            {
                detection.ConsecutiveLocalOriginFailure = Count(policy, "consecutiveLocalOriginFailures");
                detection.EnforcingConsecutiveLocalOriginFailure = Always;
            }
        }

        target.OutlierDetection = detection;
        target.CommonLbConfig.HealthyPanicThreshold = new() { Value = Math.Clamp(policy.Integer("minHealthPercent") ?? 0, 0, 100) };
    }

    private static uint? Count(Fields policy, string name) =>
        policy.Integer(name) is { } count ? (uint)Math.Clamp(count, 0, uint.MaxValue) : null;

    // A count of zero switches its kind of error off.
    private static uint? Enforced(Fields policy, string name) =>
        Count(policy, name) is { } count ? count is 0 ? 0 : Always : null;
}
