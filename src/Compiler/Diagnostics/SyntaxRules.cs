using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP10: The YAML cannot be read, or is no manifest.</summary>
public static class SyntaxRules
{
    public static ImmutableArray<Rule> All { get; } = [];
}
