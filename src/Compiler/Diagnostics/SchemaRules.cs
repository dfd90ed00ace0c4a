using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP11: One object alone is wrong: a field's name, type or value.</summary>
public static class SchemaRules
{
    public static ImmutableArray<Rule> All { get; } = [];
}
