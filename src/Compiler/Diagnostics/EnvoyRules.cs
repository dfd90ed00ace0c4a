using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP5: Envoy would refuse or silently ignore what the manifests ask for.</summary>
public static class EnvoyRules
{
    public static ImmutableArray<Rule> All { get; } = [];
}
