using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>
/// Endpoints that are farther away get requests only after outlier detection has taken the near ones out. A subset
/// inherits it from its host; the settings of a port inherit nothing.
/// </summary>
internal static class FailoverCheck
{
    private static readonly ImmutableArray<string> Settings = ["localityLbSetting", "zoneAwareLbSetting"];
    private static readonly ImmutableArray<string> Orders = ["failover", "failoverPriority"];

    public static void Check(Fields rule, DiagnosticBag diagnostics)
    {
        var host = rule.Object("trafficPolicy");
        Check(host, inherited: null, diagnostics);
        foreach (var subset in rule.Objects("subsets"))
        {
            Check(subset.Object("trafficPolicy"), inherited: host, diagnostics);
        }
    }

    private static void Check(Fields? policy, Fields? inherited, DiagnosticBag diagnostics)
    {
        if (policy is not { } written)
        {
            return;
        }

        Report(written, isNoticed: written.Has("outlierDetection") || (inherited?.Has("outlierDetection") ?? false), diagnostics);
        foreach (var port in written.Objects("portLevelSettings"))
        {
            Report(port, isNoticed: port.Has("outlierDetection"), diagnostics);
        }
    }

    private static void Report(Fields policy, bool isNoticed, DiagnosticBag diagnostics)
    {
        foreach (var setting in Settings.Select(name => policy.Object("loadBalancer")?.Object(name)).OfType<Fields>())
        {
            if (!isNoticed && Orders.FirstOrDefault(setting.Has) is { } order)
            {
                diagnostics.Add(TrafficPolicyRules.FailoverWithoutDetection.At(setting.KeySpanOf(order), order)
                    .WithHelp("add outlierDetection: without it no endpoint ever counts as failed"));
            }
        }
    }
}
