using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP43: where routes may lead.</summary>
public static class UpstreamRules
{
    public static readonly Rule<string, string> OwnMachine = new("GWP4301", Stage.Policy, Severity.Error,
        "A route leads to the gateway's own machine",
        (address, what) => $"a route leads to '{address}': {what}")
    {
        InIstioProfile = Severity.Warning,
    };

    public static ImmutableArray<Rule> All { get; } = [OwnMachine];
}
