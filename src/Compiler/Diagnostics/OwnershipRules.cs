using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP42: who may use which host.</summary>
public static class OwnershipRules
{
    public static readonly Rule<string, string> HostNotOwned = Error("GWP4201",
        "A namespace uses a host that was not granted to it",
        (claim, reason) => $"{claim}: {reason}");

    public static readonly Rule<string, string> WildcardNotGranted = Error("GWP4202",
        "A namespace uses a wildcard, and only single hosts were granted to it",
        (space, host) => $"namespace '{space}' may use single hosts under '{host}', and not the wildcard itself");

    public static readonly Rule<string, string> PathNotOwned = Error("GWP4203",
        "A rule takes paths of a host that were not granted to its namespace",
        (claim, reason) => $"{claim}: {reason}");

    public static readonly Rule<string, string> GrantedTwice = Error("GWP4204",
        "The same host is granted to two namespaces",
        (host, space) => $"'{host}' is granted to namespace '{space}' as well, so neither may use it");

    public static readonly Rule<string, string> GrantNotOwned = Error("GWP4205",
        "A HostOwnership grants what does not belong to its namespace",
        (claim, reason) => $"{claim}: {reason}");

    public static readonly Rule<string, string> BadPattern = Error("GWP4206",
        "A HostOwnership names a host or a path that cannot be granted",
        (text, problem) => $"'{text}' cannot be granted: {problem}");

    public static ImmutableArray<Rule> All { get; } =
        [HostNotOwned, WildcardNotGranted, PathNotOwned, GrantedTwice, GrantNotOwned, BadPattern];

    private static Rule<string, string> Error(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Policy, Severity.Error, title, format);
}
