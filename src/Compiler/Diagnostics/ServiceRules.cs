using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP126: what a ServiceEntry says of its hosts, ports and endpoints does not hold together.</summary>
public static class ServiceRules
{
    public static readonly Rule<string> UnknownEndpointPort = Error("GWP1260",
        "An endpoint has a port that its ServiceEntry does not have",
        name => $"no port of this ServiceEntry is named '{name}'");

    public static readonly Rule<string> HostNotTold = Error("GWP1261",
        "Several hosts share a port whose protocol does not tell them apart",
        protocol => $"connections of protocol {protocol} do not name their host, and this ServiceEntry has several");

    public static ImmutableArray<Rule> All { get; } = [UnknownEndpointPort, HostNotTold];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };
}
