using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>
/// Every rule, in order of code. GWP10 syntax, GWP11 schema, GWP12 values, GWP13 traffic policies, GWP2 binding, GWP3
/// analysis (GWP31 mistakes), GWP4 policy, GWP5 Envoy, GWP6 bundle, GWP7 certificates. A code is never used again: a retired one stays as a
/// comment in its file.
/// </summary>
public static class Rules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        .. SyntaxRules.All, .. ManifestRules.All, .. SchemaRules.All, .. ValueRules.All, .. HttpRules.All, .. TrafficPolicyRules.All,
        .. NameRules.All, .. ServerRules.All, .. ServiceRules.All,
        .. BindingRules.All, .. AnalysisRules.All, .. MistakeRules.All, .. SuppressionRules.All, .. PolicyRules.All, .. FleetRules.All, .. OwnershipRules.All, .. UpstreamRules.All,
        .. EnvoyRules.All,
        .. CertificateRules.All,
    ];
}
