using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP31: what is written is allowed, and is probably not what was meant.</summary>
public static class MistakeRules
{
    public static readonly Rule<string> SelectorOfNone = new("GWP3101", Stage.Analysis, Severity.Warning,
        "The selector of a Gateway matches no gateway of the fleet",
        labels => $"no gateway of this fleet has the labels {labels}, so this Gateway opens no port");

    public static readonly Rule<string> ForgottenGateway = new("GWP3102", Stage.Analysis, Severity.Warning,
        "A VirtualService for a host outside of the mesh names no gateway",
        host => $"this VirtualService names no gateway, so no gateway serves '{host}'");

    public static readonly Rule<string> MeshAlone = new("GWP3103", Stage.Analysis, Severity.Info,
        "A VirtualService is for the mesh alone",
        host => $"this VirtualService is bound to the mesh alone: no gateway serves '{host}' by it");

    public static readonly Rule<string, string> DoubledSlash = new("GWP3104", Stage.Analysis, Severity.Warning,
        "A rewrite leaves two slashes in a row",
        (from, to) => $"this rewrite doubles a slash: '{from}' becomes '{to}'");

    public static readonly Rule<string, string> LostSlash = new("GWP3105", Stage.Analysis, Severity.Warning,
        "A rewrite loses the slash between two parts of a path",
        (from, to) => $"this rewrite loses a slash: '{from}' becomes '{to}'");

    public static readonly Rule<string> OfAnotherFleet = new("GWP3106", Stage.Analysis, Severity.Info,
        "A Gateway is for another kind of gateways",
        labels => $"this Gateway is for gateways with the labels {labels}, and those of this fleet are others");

    public static readonly Rule<string, int> OlderVersion = new("GWP3107", Stage.Analysis, Severity.Info,
        "Objects have an older apiVersion",
        (version, count) => count is 1
            ? $"'{version}' is an older version of Istio's API, which means the same"
            : $"'{version}' is an older version of Istio's API, which means the same; {count} objects have it");

    public static ImmutableArray<Rule> All { get; } =
        [SelectorOfNone, ForgottenGateway, MeshAlone, DoubledSlash, LostSlash, OfAnotherFleet, OlderVersion];
}
