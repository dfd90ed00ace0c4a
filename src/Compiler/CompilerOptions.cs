using System.Collections.Immutable;

namespace GatewayPipeline.Compiler;

/// <summary>Which of two sets of promises a gateway is compiled for.</summary>
public enum Profile
{
    /// <summary>Istio's routes on a hardened connection; what would silently break is an error.</summary>
    Edge,

    /// <summary>Istio's outcome and nothing else; what Istio accepts is at most a warning.</summary>
    Istio,
}

/// <summary>What a compilation depends on beside the tree.</summary>
public sealed record CompilerOptions
{
    public Profile Profile { get; init; } = Profile.Edge;

    /// <summary>The text of a MeshConfig fragment (YAML) with its path for findings; null: Istio's defaults.</summary>
    public Text.Manifest.Readable? Mesh { get; init; }

    /// <summary>Where certificate folders lie, relative to Envoy's working directory or absolute.</summary>
    public string CertificateDirectory { get; init; } = "certificates";

    public ListenerPlacement Placement { get; init; } = ListenerPlacement.AsWritten;
}

/// <summary>
/// Moves listeners' sockets without touching any name: for a machine where the wildcard address or a low port will not
/// do.
/// </summary>
public sealed record ListenerPlacement
{
    public static ListenerPlacement AsWritten { get; } = new();

    /// <summary>Stands in for <c>0.0.0.0</c>; null: as written.</summary>
    public string? WildcardAddress { get; init; }

    /// <summary>Port of a server → port of its socket.</summary>
    public ImmutableDictionary<int, int> Ports { get; init; } = ImmutableDictionary<int, int>.Empty;
}
