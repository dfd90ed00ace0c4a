using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Xds.Clusters;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>What older versions of Envoy do not know: a word of caution, or an error for a Fleet that has them.</summary>
internal static class NewerEnvoy
{
    private const string Field = "budgetInterval";
    private const string Needed = EnvoyVersions.OfRetryBudgetInterval;

    /// <param name="ofFleet">The oldest Envoy of the fleet; null: nobody has said.</param>
    public static void Report(Ir.Gateway gateway, Version? ofFleet, DiagnosticBag diagnostics)
    {
        if (ofFleet >= Version.Parse(Needed))
        {
            return;
        }

        foreach (var place in gateway.Clusters.Select(CircuitBreakers.PlaceOfInterval).OfType<Text.SourceSpan>().Distinct())
        {
            diagnostics.Add((ofFleet is null
                    ? TrafficPolicyRules.NeedsNewerEnvoy.At(place, Field, Needed)
                    : FleetRules.NeedsNewerEnvoy.At(place, Field, $"Envoy {Needed}, and the Fleet has {ofFleet}"))
                .WithHelp("leave it out if an older Envoy is to take the bundle: then the requests under way count alone"));
        }
    }
}
