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
        Aliases = ["IST0145"],
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
        Aliases = ["IST0145"],
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

    public static readonly Rule<string, string> HostShared = new("GWP3003", Stage.Analysis, Severity.Info,
        "Servers of two Gateways share a host",
        (host, gateway) => $"host '{host}' is shared with Gateway '{gateway}', so what is bound to either is merged")
    {
        Aliases = ["IST0145"],
    };

    public static readonly Rule<string, string> RedirectSpreads = new("GWP3004", Stage.Analysis, Severity.Warning,
        "A server redirects to https because another one that shares its host does",
        (host, gateway) => $"requests for host '{host}' are redirected to https here, because Gateway '{gateway}' says so")
    {
        Aliases = ["IST0145"],
    };

    public static readonly Rule<string, string> CertificateShared = new("GWP3005", Stage.Analysis, Severity.Warning,
        "Two servers of a port show the same certificate",
        (certificate, port) => $"another server of port {port} shows certificate '{certificate}', too: "
            + "browsers that share a connection get 404 for some of its hosts")
    {
        Aliases = ["IST0138"],
    };

    public static readonly Rule<string, string> FallbackLost = new("GWP3022", Stage.Analysis, Severity.Info,
        "A host does not fall back to the rules of a wildcard",
        (host, wider) => $"what no rule for '{host}' takes is answered 404, though rules for '{wider}' might take it");

    public static readonly Rule<string, string> PolicyOutvoted = new("GWP3030", Stage.Analysis, Severity.Warning,
        "A DestinationRule does not count, because another one is nearer",
        (rule, host) => $"DestinationRule '{rule}' is nearer to the gateway, so this one does not count for '{host}'");

    public static readonly Rule<string, string> PolicyElsewhere = new("GWP3031", Stage.Analysis, Severity.Warning,
        "A DestinationRule is in a namespace where gateways do not look",
        (host, space) => $"gateways do not look for the DestinationRule of '{host}' in namespace '{space}', so this one does not count");

    public static readonly Rule<string, string> PolicyNotExported = new("GWP3032", Stage.Analysis, Severity.Warning,
        "A DestinationRule is hidden from the gateway",
        (host, space) => $"this DestinationRule of '{host}' is not exported to namespace '{space}', where the gateway is, so it does not count");

    public static readonly Rule<string, string> PolicyOverruled = new("GWP3033", Stage.Analysis, Severity.Warning,
        "A traffic policy does not count, because an older one is for the same host",
        (rule, host) => $"DestinationRule '{rule}' is older and has a policy for '{host}', so nothing of this one counts");

    public static readonly Rule<string, string> SubsetOverruled = new("GWP3035", Stage.Analysis, Severity.Warning,
        "A subset does not count, because an older one has its name",
        (subset, rule) => $"DestinationRule '{rule}' is older and has a subset '{subset}', so this one does not count");

    public static ImmutableArray<Rule> All { get; } =
    [
        ServerLost, SubsetWithoutEndpoints, ServerConflict, ServerNameLost, NothingBehindServer, DelegateRuleDropped,
        UnreachableRule, UnreachableMatch, PortGuessed, HostShared, RedirectSpreads, CertificateShared, FallbackLost,
        PolicyOutvoted, PolicyElsewhere, PolicyNotExported, PolicyOverruled, SubsetOverruled,
    ];
}
