using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP4: The manifests are understood, and forbidden.</summary>
public static class PolicyRules
{
    public static readonly Rule<string> SecretInTree = new("GWP4001", Stage.Policy, Severity.Error,
        "A Kubernetes Secret lies among the manifests",
        name => $"Secret '{name}' must not lie in the tree");

    public static readonly Rule<string> SecretInText = new("GWP4002", Stage.Policy, Severity.Error,
        "A key or a token lies among the manifests",
        what => $"this looks like {what}, and must not lie in the tree");

    public static ImmutableArray<Rule> All { get; } = [SecretInTree, SecretInText];
}
