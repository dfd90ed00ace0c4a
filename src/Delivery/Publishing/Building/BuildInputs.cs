using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Provenance;

namespace GatewayPipeline.Delivery.Publishing.Building;

/// <summary>
/// All that a bundle and its findings depend on. The same inputs give the same bundle, so their digest is a name for
/// it before it is built.
/// </summary>
internal sealed record BuildInputs
{
    private const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required string Environment { get; init; }

    public required string Repository { get; init; }

    public string? Path { get; init; }

    public required BundleDigest Tree { get; init; }

    /// <summary>Null: every namespace is taken as the tree has it.</summary>
    public ImmutableArray<HeldPart>? Held { get; init; }

    /// <summary>The tree of the platform's own source.</summary>
    public BundleDigest? Platform { get; init; }

    public required string Compiler { get; init; }

    public string? Fleet { get; init; }

    public string? Profile { get; init; }

    public BundleDigest? Mesh { get; init; }

    public string? Certificates { get; init; }

    public string? WildcardAddress { get; init; }

    public ImmutableSortedDictionary<int, int>? Ports { get; init; }

    [JsonIgnore]
    public BundleDigest Digest =>
        BundleDigest.Of(JsonSerializer.SerializeToUtf8Bytes(this, BuildJson.Default.BuildInputs));

    /// <summary>Null for a source whose files nobody has named yet.</summary>
    public static BuildInputs? Of(
        ReleaseSource source, CompilerOptions options, BundleDigest? platform, string environment) =>
        source.Tree is not { } tree ? null : new()
        {
            Environment = environment,
            Repository = source.Repository,
            Path = source.Path,
            Tree = tree,
            Held = source.Held,
            Platform = platform,
            Compiler = CompilerVersion.Exact,
            Fleet = options.Fleet,
            Profile = options.Profile?.ToString(),
            Mesh = options.Mesh is { } mesh ? BundleDigest.Of(Encoding.UTF8.GetBytes(mesh.Text)) : null,
            Certificates = options.CertificateDirectory,
            WildcardAddress = options.Placement.WildcardAddress,
            Ports = options.Placement.Ports.IsEmpty ? null : options.Placement.Ports.ToImmutableSortedDictionary(),
        };
}
