using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP2: a name does not resolve. Istio serves on and answers 404 or 503, so its profile only warns.</summary>
public static class BindingRules
{
    public static readonly Rule<string> UnknownGateway = new("GWP2001", Stage.Binding, Severity.Error,
        "A VirtualService names a Gateway that does not exist",
        gateway => $"no Gateway is named '{gateway}'")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0101"],
    };

    public static readonly Rule<string> UnknownHost = new("GWP2002", Stage.Binding, Severity.Error,
        "A destination names a host that no Service or ServiceEntry has",
        host => $"no service is known as '{host}'")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0101"],
    };

    public static readonly Rule<string, string> UnknownPort = new("GWP2003", Stage.Binding, Severity.Error,
        "A destination names a port that its service does not have",
        (host, port) => $"'{host}' has no port {port}")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> UnknownSubset = new("GWP2004", Stage.Binding, Severity.Error,
        "A destination names a subset that no DestinationRule defines",
        (host, subset) => $"'{host}' has no subset '{subset}'")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0101"],
    };

    public static readonly Rule<string> UnknownDelegate = new("GWP2010", Stage.Binding, Severity.Error,
        "A rule delegates to a VirtualService that does not exist",
        name => $"no VirtualService without hosts is named '{name}', so this rule is dropped")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, string> HiddenDelegate = new("GWP2011", Stage.Binding, Severity.Error,
        "A rule delegates to a VirtualService that it may not see",
        (name, from) => $"'{name}' is not exported to namespace '{from}', so this rule is dropped")
    {
        InIstioProfile = Severity.Warning,
    };

    public static ImmutableArray<Rule> All { get; } =
        [UnknownGateway, UnknownHost, UnknownPort, UnknownSubset, UnknownDelegate, HiddenDelegate];
}
