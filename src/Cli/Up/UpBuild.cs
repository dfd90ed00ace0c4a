using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Up;

/// <summary>The folder at one moment, compiled; with what was lent to it if it compiled.</summary>
internal sealed record UpBuild(ManifestTree Tree, Compilation Compilation)
{
    public XdsSnapshot? Snapshot => Compilation.Snapshot;

    public EnvoyResources Resources { get; init; } = new();

    public ImmutableArray<EchoUpstream> Echoes { get; init; } = [];
}

/// <summary>
/// Compiles the folder, lends endpoints to services that have none, and moves sockets to where this machine lets them
/// be.
/// </summary>
internal sealed class UpCompiler(UpOptions options, EchoUpstreams echoes, Terminal terminal)
{
    // The agent links the folder of --certificates into its own, under the name that bundles use.
    private const string AsLinked = CompilerOptions.DefaultCertificateDirectory;

    private readonly PortPlan ports = new(options.BindAddress, options.MappedPorts);
    private ListenerPlacement placement = ListenerPlacement.AsWritten;
    private UpBuild? former;

    /// <exception cref="BrokenWorldException">The folder is gone, or a port is taken.</exception>
    public async Task<UpBuild> CompileAsync(CancellationToken cancellation)
    {
        var tree = ManifestInput.Read([options.Folder], terminal);

        // Most saves open no port and name no service that needs a stand-in: then what was decided still holds.
        if (former is { Snapshot: { } known, Echoes: [] }
            && Compile(tree, []) is var same
            && NeedsNothingNew(same.Compilation, known))
        {
            return Remember(same);
        }

        var asWritten = GatewayCompiler.Compile(tree, options.Compiler);
        if (!asWritten.Succeeded)
        {
            return new(options.Compiler.SourcesWith(tree), asWritten);
        }

        var lent = await echoes.ServeAsync(asWritten.Destinations, cancellation);
        placement = ports.Place(asWritten.Snapshot.Requires.Ports);

        return Remember(Compile(tree, lent));
    }

    private UpBuild Compile(ManifestTree tree, ImmutableArray<EchoUpstream> lent)
    {
        var placed = GatewayCompiler.Compile(
            EchoManifests.AddTo(tree, lent),
            options.Compiler with { Placement = placement, CertificateDirectory = AsLinked });

        return new(options.Compiler.SourcesWith(tree), placed with { Diagnostics = [.. placed.Diagnostics.Where(IsAboutTheFolder)] })
        {
            Resources = placed.Succeeded ? EnvoyResources.Parse(placed.Snapshot.Resources) : new(),
            Echoes = lent,
        };

        // What the person wrote is what is judged: findings about the lent workloads would confuse.
        static bool IsAboutTheFolder(Diagnostic finding) => finding.Span.Path != EchoManifests.Path;
    }

    private static bool NeedsNothingNew(Compilation compilation, XdsSnapshot known) => !compilation.Succeeded
        || (compilation.Snapshot.Requires.Ports.SequenceEqual(known.Requires.Ports)
            && !compilation.Destinations.Any(destination => destination.LacksEndpoints));

    private UpBuild Remember(UpBuild build)
    {
        former = build.Snapshot is null ? former : build;

        return build;
    }
}
