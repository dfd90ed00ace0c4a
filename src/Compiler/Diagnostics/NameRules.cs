using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP124: a name, an address or a label has a form that none of its kind can have.</summary>
public static class NameRules
{
    public static readonly Rule<string, string> NoHost = Error("GWP1240",
        "A name is none that a host can have",
        (name, reason) => $"'{name}' cannot be the name of a host: {reason}");

    public static readonly Rule<string, string> NoLabel = Error("GWP1241",
        "A name is none that DNS allows between two dots",
        (what, name) => $"'{name}' cannot be the name of {what}");

    public static readonly Rule<string, string> NoAddress = Error("GWP1242",
        "A text is no address",
        (text, what) => $"'{text}' is no {what}");

    public static readonly Rule<string, string> NoLabelPart = Error("GWP1243",
        "A label has a key or a value that Kubernetes does not allow",
        (part, text) => $"'{text}' cannot be the {part} of a label");

    public static readonly Rule<string, string> Twice = Error("GWP1244",
        "What must be unique is given twice",
        (what, name) => $"{what} '{name}' is given already");

    public static ImmutableArray<Rule> All { get; } = [NoHost, NoLabel, NoAddress, NoLabelPart, Twice];

    private static Rule<string, string> Error(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };
}
