using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP3: The manifests are well formed but do not mean what they say.</summary>
public static class AnalysisRules
{
    public static ImmutableArray<Rule> All { get; } = [];
}
