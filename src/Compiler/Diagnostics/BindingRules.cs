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
        Aliases = ["IST0101", "IST0132"],
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

    public static readonly Rule<string, string> PortNotNamed = new("GWP2005", Stage.Binding, Severity.Error,
        "A destination names no port, and its service has several, none of them that of the server",
        (host, port) => $"'{host}' has several ports, and this names none: the server's {port} is taken, which is none of them")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0112"],
    };

    public static readonly Rule<string, string> HiddenHost = new("GWP2006", Stage.Binding, Severity.Error,
        "A destination names a host that the gateway may not see",
        (host, from) => $"'{host}' is not exported to namespace '{from}', where the gateway is")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0101"],
    };

    public static readonly Rule<string> HiddenVirtualService = new("GWP2007", Stage.Binding, Severity.Error,
        "A VirtualService is bound to a gateway that may not see it",
        from => $"this VirtualService is not exported to namespace '{from}', where the gateway is, so it serves nothing")
    {
        InIstioProfile = Severity.Warning,
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

    public static readonly Rule<string, string> UnservedHost = new("GWP2012", Stage.Binding, Severity.Warning,
        "A VirtualService has a host that its Gateway does not have",
        (gateway, host) => $"no server of Gateway '{gateway}' has {host}, so it answers 404")
    {
        Aliases = ["IST0132"],
    };

    public static readonly Rule<string> UnknownPolicyHost = new("GWP2013", Stage.Binding, Severity.Warning,
        "A DestinationRule is for a host that no Service or ServiceEntry has",
        host => $"no service is known as '{host}', so this DestinationRule does nothing")
    {
        Aliases = ["IST0174"],
    };

    public static readonly Rule<string> GatewayNotBound = new("GWP2014", Stage.Binding, Severity.Warning,
        "A match names a gateway that its VirtualService is not bound to",
        gateway => $"this VirtualService is not bound to '{gateway}', so nothing comes from there");

    public static ImmutableArray<Rule> All { get; } =
    [
        UnknownGateway, UnknownHost, UnknownPort, UnknownSubset, PortNotNamed, HiddenHost, HiddenVirtualService,
        UnknownDelegate, HiddenDelegate, UnservedHost, UnknownPolicyHost, GatewayNotBound,
    ];
}
