using System.Collections.Immutable;
using GatewayPipeline.Compiler.Analysis.Ownership;
using GatewayPipeline.Compiler.Analysis.Upstreams;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>
/// Checks of a whole tree: what is legal, and yet does not do what it says. Each is one file, and one line here.
/// </summary>
internal static class Analyzers
{
    private static readonly ImmutableArray<Action<Subject, DiagnosticBag>> All =
    [
        UnreachableRules.Analyze,
        ShadowedRules.Analyze,
        UnservedHosts.Analyze,
        HiddenVirtualServices.Analyze,
        UnmatchedSelectors.Analyze,
        MeshBindings.Analyze,
        MatchedGateways.Analyze,
        RewrittenSlashes.Analyze,
        PoliciesOutOfReach.Analyze,
        OverruledPolicies.Analyze,
        SharedHosts.Analyze,
        SharedCertificates.Analyze,
        LostFallbacks.Analyze,
        UnknownPolicyHosts.Analyze,
        OlderVersions.Analyze,
        FleetConflicts.Analyze,
        FleetBounds.Analyze,
        GrantFindings.Analyze,
        GatewayClaims.Analyze,
        HostClaims.Analyze,
        LocalUpstreams.Analyze,
    ];

    public static void Run(Subject subject, DiagnosticBag diagnostics)
    {
        // None needs another one's findings.
        var bags = All.SelectInParallel(analyze => Run(analyze, subject, diagnostics.Profile), atOnce: 1);
        foreach (var bag in bags)
        {
            diagnostics.AddAll(bag);
        }
    }

    private static DiagnosticBag Run(Action<Subject, DiagnosticBag> analyze, Subject subject, Profile profile)
    {
        var bag = new DiagnosticBag(profile);
        analyze(subject, bag);

        return bag;
    }
}
