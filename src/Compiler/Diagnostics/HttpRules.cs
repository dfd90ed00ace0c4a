using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP122 and GWP123: what one HTTP rule, or one VirtualService, says cannot be.</summary>
public static class HttpRules
{
    public static readonly Rule<string, string> SaysNothing = Error("GWP1220",
        "A field is there, and says nothing",
        (field, choices) => $"{field} says nothing: it needs {choices}");

    public static readonly Rule<string, string> NoPercentage = Error("GWP1221",
        "A percentage is out of range",
        (field, value) => $"'{field}' must be from 0 to 100, in steps of 0.0001, and not {value}");

    public static readonly Rule<string, string> UnknownWord = Error("GWP1222",
        "A word is none of those that HTTP, gRPC or Envoy know",
        (word, what) => $"'{word}' is no {what}");

    public static readonly Rule<string> NeverBuilt = Error("GWP1223",
        "A field that Istio has and never carried out",
        field => $"'{field}' stands in Istio's API, and was never built");

    public static readonly Rule<string, string> FaultWithoutKind = new("GWP1224", Stage.Schema, Severity.Warning,
        "A fault does not say what happens",
        (fault, choices) => $"this {fault} never happens: it has no {choices}");

    public static readonly Rule<string, string> Deprecated = new("GWP1225", Stage.Analysis, Severity.Warning,
        "A field has an older spelling",
        (field, newer) => $"'{field}' is Istio's older spelling of '{newer}'")
    {
        Aliases = ["IST0002", "IST0133"],
    };

    public static readonly Rule<string> NoHeaderName = Error("GWP1226",
        "A name is none that a header can have",
        name => name.Length is 0 ? "the name of a header must not be empty" : $"'{name}' cannot be the name of a header");

    public static readonly Rule<string> WholeSeconds = Error("GWP1227",
        "A duration must be whole seconds",
        field => $"'{field}' is told to browsers in whole seconds");

    public static readonly Rule<string> TooFine = Error("GWP1228",
        "A duration is too short or too fine",
        field => $"'{field}' must be at least 1ms, in whole milliseconds");

    public static readonly Rule<string> NoPrefixToReplace = Error("GWP1229",
        "A prefix is to be replaced, and a match has none",
        field => $"'{field}' replaces the prefix that matched, and this rule has a match without one");

    public static readonly Rule<string, string> HostTwice = Error("GWP1230",
        "A VirtualService names a host twice",
        (host, other) => host == other
            ? $"this VirtualService names '{host}' twice"
            : $"'{host}' overlaps '{other}', which this VirtualService names already");

    public static readonly Rule<string> EveryHostInMesh = Error("GWP1231",
        "A VirtualService takes every host of the mesh",
        host => $"host '{host}' is allowed on gateways alone, and this VirtualService is bound to the mesh as well");

    public static readonly Rule<string> ServerNameElsewhere = Error("GWP1232",
        "A TLS rule is for a server name that no host covers",
        name => $"server name '{name}' lies under no host of this VirtualService");

    public static ImmutableArray<Rule> All { get; } =
    [
        SaysNothing, NoPercentage, UnknownWord, NeverBuilt, FaultWithoutKind, Deprecated, NoHeaderName, WholeSeconds, TooFine,
        NoPrefixToReplace, HostTwice, EveryHostInMesh, ServerNameElsewhere,
    ];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };

    private static Rule<string, string> Error(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };
}
