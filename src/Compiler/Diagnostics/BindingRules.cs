using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP2: A name does not resolve.</summary>
public static class BindingRules
{
    public static ImmutableArray<Rule> All { get; } = [];
}
