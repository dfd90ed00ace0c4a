using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP103 to GWP105: A document is readable YAML; which object it is, or why it is none.</summary>
public static class ManifestRules
{
    public static readonly Rule<string> NothingFound = new("GWP1030", Stage.Syntax, Severity.Warning,
        "The tree holds nothing to compile",
        seen => $"nothing to compile was found: looked through {seen} "
            + "for objects such as Gateway, VirtualService and Service");

    public static readonly Rule<int> TemplateNotRendered = new("GWP1031", Stage.Syntax, Severity.Info,
        "A Helm template is passed over because it was not rendered",
        count => count == 1
            ? "an unrendered Helm template is passed over"
            : $"{count} unrendered Helm templates are passed over");

    public static readonly Rule<int> KustomizationNotBuilt = new("GWP1032", Stage.Syntax, Severity.Info,
        "A Kustomization is passed over because it was not built",
        count => count == 1
            ? "a Kustomization is passed over; the files it changes are read as they are"
            : $"{count} Kustomizations are passed over; the files they change are read as they are");

    public static readonly Rule<string, int> KindPassedOver = new("GWP1033", Stage.Syntax, Severity.Info,
        "Objects of a kind that is not compiled are passed over",
        (kind, count) => count == 1
            ? $"an object of kind {kind} is passed over"
            : $"{count} objects of kind {kind} are passed over");

    public static readonly Rule<string, string> GuardNotHandled = new("GWP1034", Stage.Syntax, Severity.Error,
        "A kind that protects routes is not handled yet",
        (kind, name) => $"{kind} '{name}' is not handled yet: the gateway would serve without it")
    {
        InIstioProfile = Severity.Warning,
    };

    public static readonly Rule<string, int> OwnKindNotHandled = new("GWP1035", Stage.Syntax, Severity.Info,
        "A kind of GatewayPipeline's own is not handled yet",
        (kind, count) => $"{kind} is not handled yet ({count} in this tree)");

    public static readonly Rule<string, string> UnknownVersion = new("GWP1040", Stage.Syntax, Severity.Error,
        "A known kind has a version that does not exist",
        (kind, version) => $"{kind} has no version '{version}'");

    public static readonly Rule<string, string> UnknownKind = new("GWP1041", Stage.Syntax, Severity.Error,
        "An API group has no such kind",
        (group, kind) => $"'{group}' has no kind '{kind}'");

    public static readonly Rule<string, string> UnknownGroup = new("GWP1042", Stage.Syntax, Severity.Error,
        "The group of a known kind is misspelt",
        (kind, apiVersion) => $"{kind} with apiVersion '{apiVersion}' is not known");

    public static readonly Rule<string> TypeMissing = new("GWP1043", Stage.Syntax, Severity.Error,
        "An object lacks its apiVersion or its kind",
        field => $"this looks like a manifest but has no '{field}'");

    public static readonly Rule<string> NameMissing = new("GWP1044", Stage.Syntax, Severity.Error,
        "An object has no name",
        kind => $"this {kind} has no metadata.name");

    public static readonly Rule<string> DuplicateObject = new("GWP1045", Stage.Syntax, Severity.Error,
        "The tree holds the same object twice",
        name => $"{name} is in the tree twice");

    public static readonly Rule<string> ItemNotObject = new("GWP1046", Stage.Syntax, Severity.Error,
        "A list of objects holds something else",
        kind => $"an item of this {kind} is not an object");

    public static ImmutableArray<Rule> All { get; } =
    [
        NothingFound, TemplateNotRendered, KustomizationNotBuilt, KindPassedOver, GuardNotHandled, OwnKindNotHandled,
        UnknownVersion, UnknownKind, UnknownGroup, TypeMissing, NameMissing, DuplicateObject, ItemNotObject,
    ];
}
