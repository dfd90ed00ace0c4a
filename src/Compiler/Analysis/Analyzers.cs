using System.Collections.Immutable;
using GatewayPipeline.Compiler.Analysis.Ownership;
using GatewayPipeline.Compiler.Analysis.Upstreams;
using GatewayPipeline.Compiler.Diagnostics;

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
        foreach (var analyze in All)
        {
            analyze(subject, diagnostics);
        }
    }
}
