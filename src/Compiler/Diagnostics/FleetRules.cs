using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP41: what Fleets say does not hold together, or is not kept to.</summary>
public static class FleetRules
{
    public static readonly Rule<string> NotChosen = Error("GWP4101",
        "The tree has several Fleets, and none was chosen",
        names => $"the tree has several Fleets, and one bundle is for one of them: {names}");

    public static readonly Rule<string, string> Unknown = Error("GWP4102",
        "A Fleet was chosen that the tree does not have",
        (name, names) => $"no Fleet is named '{name}': {names}");

    public static readonly Rule<string> NameTaken = Error("GWP4103",
        "Two Fleets have the same name",
        name => $"another Fleet is named '{name}', and a Fleet's namespace does not tell it apart");

    public static readonly Rule<string, string> ChannelTaken = Error("GWP4104",
        "Two Fleets publish to the same channel",
        (channel, other) => $"channel '{channel}' is that of Fleet '{other}' as well: each would undo what the other publishes");

    public static readonly Rule<string> SelectedByNone = new("GWP4105", Stage.Policy, Severity.Warning,
        "No Gateway is for the gateways of a Fleet",
        labels => $"no Gateway selects gateways with the labels {labels}, so those of this Fleet open no port");

    public static readonly Rule<string, string> OfPlatformAlone = Error("GWP4106",
        "A Fleet or a HostOwnership lies among the tenants' manifests, and the platform has a source of its own",
        (kind, name) => $"{kind} '{name}' does not count here: with a platform's source it must come from there");

    public static readonly Rule<string, string> BadValue = Error("GWP4107",
        "A field of a Fleet has a value that it cannot have",
        (value, problem) => $"'{value}' {problem}");

    public static readonly Rule<string, string> NeedsNewerEnvoy = Error("GWP4108",
        "A Fleet's Envoys are too old for what a policy asks for",
        (what, versions) => $"'{what}' needs {versions}");

    public static readonly Rule<string, long> LimitExceeded = new("GWP4109", Stage.Policy, Severity.Error,
        "There is more than a Fleet allows",
        (what, limit) => $"there are {what}, and this Fleet allows {limit}");

    public static ImmutableArray<Rule> All { get; } =
    [
        NotChosen, Unknown, NameTaken, ChannelTaken, SelectedByNone, OfPlatformAlone, BadValue, NeedsNewerEnvoy,
        LimitExceeded,
    ];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Policy, Severity.Error, title, format);

    private static Rule<string, string> Error(string code, string title, Func<string, string, string> format) =>
        new(code, Stage.Policy, Severity.Error, title, format);
}
