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
    /// <summary>Where certificate folders lie when nobody says otherwise.</summary>
    public const string DefaultCertificateDirectory = "certificates";

    /// <summary>The Fleet to compile for, by its name; null: the only one.</summary>
    public string? Fleet { get; init; }

    /// <summary>
    /// The platform's own source: its Fleets and HostOwnerships count, and those of the tree are refused. Null: those
    /// of the tree count.
    /// </summary>
    public Text.ManifestTree? Platform { get; init; }

    /// <summary>Null: what the Fleet says, and <see cref="Profile.Edge"/> where it says nothing.</summary>
    public Profile? Profile { get; init; }

    /// <summary>
    /// The text of a MeshConfig fragment (YAML) with its path for findings. Each of its fields wins over the Fleet's of
    /// that name; what neither has is Istio's default.
    /// </summary>
    public Text.Manifest.Readable? Mesh { get; init; }

    /// <summary>
    /// Where certificate folders lie, relative to Envoy's working directory or absolute. Null: what the Fleet says, and
    /// <see cref="DefaultCertificateDirectory"/> where it says nothing.
    /// </summary>
    public string? CertificateDirectory { get; init; }

    /// <summary>
    /// Routes may lead to the gateway's own machine: for a developer's, on which gateway and upstreams are side by side.
    /// </summary>
    public bool AllowsLocalUpstreams { get; init; }

    /// <summary>All files that findings speak of: those of the tree, and those of the platform.</summary>
    public Text.ManifestTree SourcesWith(Text.ManifestTree tree) =>
        Platform is { } platform ? tree.With(platform.AsPlatform().Files) : tree;

    /// <summary>Moves the sockets that the Fleet opens.</summary>
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

    /// <summary>This after another: what that one has moved is moved once more.</summary>
    internal ListenerPlacement After(ImmutableDictionary<int, int> earlier) => this with
    {
        Ports = Ports.SetItems(earlier.Select(moved =>
            KeyValuePair.Create(moved.Key, Ports.GetValueOrDefault(moved.Value, moved.Value)))),
    };
}
