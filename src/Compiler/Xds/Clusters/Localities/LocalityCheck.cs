using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>What <c>localityLbSetting</c> and <c>zoneAwareLbSetting</c> say wrong, by Istio's validation.</summary>
internal static class LocalityCheck
{
    private const long Whole = 100;
    private static readonly ImmutableArray<string> Regional = ["from", "to"];

    // The labels of which a locality is made: region, zone, and Istio's subzone.
    private static readonly ImmutableArray<string> OfTopology =
        ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];


    public static void Check(Fields policy, DiagnosticBag diagnostics)
    {
        if (policy.Object("loadBalancer") is not { } balancer)
        {
            return;
        }

        if (balancer.Has("localityLbSetting") && balancer.Has("zoneAwareLbSetting"))
        {
            diagnostics.Add(ValueRules.OneOf.At(balancer.KeySpanOf("zoneAwareLbSetting"), "localityLbSetting and zoneAwareLbSetting"));
        }

        if (balancer.Object("localityLbSetting") is { } localities)
        {
            CheckDistribution(localities, diagnostics);
            CheckFailover(localities, diagnostics);
        }

        if (balancer.Object("zoneAwareLbSetting") is { } zones)
        {
            CheckFailover(zones, diagnostics);
        }
    }

    private static void CheckDistribution(Fields setting, DiagnosticBag diagnostics)
    {
        if (setting.Objects("distribute") is [])
        {
            return;
        }

        if (setting.Objects("failover") is not [])
        {
            diagnostics.Add(ValueRules.OneOf.At(setting.KeySpanOf("failover"), "distribute and failover"));
        }

        LocalityNameCheck.CheckDistribution(setting, diagnostics);
        foreach (var entry in setting.Objects("distribute"))
        {
            var shares = entry.Integers("to").Select(share => share.Value).ToList();
            if (shares.Exists(share => share is <= 0 or > Whole) || shares.Sum() != Whole)
            {
                diagnostics.Add(TrafficPolicyRules.SharesAreNoWhole.At(entry.SpanOf("to"), $"{shares.Sum()}"));
            }
        }
    }

    private static void CheckFailover(Fields setting, DiagnosticBag diagnostics)
    {
        if (setting.Objects("failover") is not []
            && setting.Texts("failoverPriority").FirstOrDefault(label => OfTopology.Contains(label.Value)) is { } topology)
        {
            diagnostics.Add(ValueRules.NotAllowedHere.At(topology.Span, topology.Value, "under failoverPriority beside failover, which orders regions already"));
        }

        foreach (var entry in setting.Objects("failover"))
        {
            if (entry.Text("from") is var from && (from ?? "") == (entry.Text("to") ?? ""))
            {
                diagnostics.Add(TrafficPolicyRules.FailoverToItself.At(entry.SpanOf("to"), from ?? ""));
            }

            foreach (var end in Regional)
            {
                LocalityNameCheck.CheckRegion(entry, end, diagnostics);
            }
        }
    }
}
