using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP3: the manifests are well formed but do not mean what they say.</summary>
public static class AnalysisRules
{
    public static readonly Rule<string, string> ServerLost = new("GWP3001", Stage.Analysis, Severity.Error,
        "A server is dropped, because an older one has its host on the same port",
        (host, port) => $"this server is dropped: an older server already has host '{host}' on port {port}")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> SubsetWithoutEndpoints = new("GWP3002", Stage.Analysis, Severity.Warning,
        "A subset of a Service whose endpoints are not in the tree",
        (subset, host) => $"subset '{subset}' cannot be told apart: the endpoints of '{host}' are found by DNS, so all of them get this traffic");

    public static readonly Rule<string> DelegateRuleDropped = new("GWP3010", Stage.Analysis, Severity.Warning,
        "A rule of a delegate is dropped, because the delegating rule never takes its requests",
        root => $"this rule is dropped where '{root}' delegates to it: not every match here fits one of the delegating rule's");

    public static readonly Rule<string, string> ServerConflict = new("GWP3050", Stage.Analysis, Severity.Error,
        "A server is dropped, because it does not get along with an older one on the same port",
        (port, reason) => $"this server of port {port} is dropped: {reason}")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> ServerNameLost = new("GWP3051", Stage.Analysis, Severity.Error,
        "A TLS match is dropped, because an earlier one has its server name",
        (name, port) => $"this match is dropped: an earlier one already has server name '{name}' on port {port}")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> NothingBehindServer = new("GWP3052", Stage.Analysis, Severity.Warning,
        "A server takes no connection, because no rule applies to it",
        (port, list) => $"this server of port {port} takes no connection: no VirtualService that is bound to it has a rule under '{list}' for it");

    public static readonly Rule<string> UnreachableRule = new("GWP3020", Stage.Analysis, Severity.Warning,
        "A rule takes no request, because others before it take them all",
        taker => $"this rule never takes a request: {taker} takes them all")
    {
        Aliases = ["IST0130", "IST0131"],
    };

    public static readonly Rule<string> UnreachableMatch = new("GWP3021", Stage.Analysis, Severity.Warning,
        "A match takes no request, because others before it take them all",
        taker => $"this match never takes a request: {taker} takes them all")
    {
        Aliases = ["IST0131"],
    };

    public static readonly Rule<string, string> PortGuessed = new("GWP3034", Stage.Analysis, Severity.Warning,
        "A destination names no port, and its service has several",
        (host, port) => $"'{host}' has several ports, and this names none: {port} is taken, because the server has it")
    {
        Aliases = ["IST0112"],
    };

    public static ImmutableArray<Rule> All { get; } =
    [
        ServerLost, SubsetWithoutEndpoints, ServerConflict, ServerNameLost, NothingBehindServer, DelegateRuleDropped,
        UnreachableRule, UnreachableMatch, PortGuessed,
    ];
}
