using System.Collections.Immutable;
using Envoy.Config.Bootstrap.V3;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>Tables as our compiler makes them of VirtualServices, in either profile.</summary>
public sealed class RandomManifestTables(int seed) : IRandomTables
{
    private readonly Random random = new(seed);
    private readonly RandomVirtualServices manifests = new(new(seed));

    public TableBatch Draw(int tables)
    {
        var files = Enumerable.Range(0, tables)
            .Select(table => new Manifest.Readable(
                $"table{table}.yaml", manifests.Table($"table{table}", EnvoyProcess.FreePort())))
            .Prepend(new("backends.yaml", RandomVirtualServices.Backends()));
        var compilation = GatewayCompiler.Compile(ManifestTree.Of(files), new()
        {
            Profile = random.Next(2) is 0 ? Profile.Edge : Profile.Istio,
            AllowsLocalUpstreams = true,
            Placement = ListenerPlacement.AsWritten with { WildcardAddress = "127.0.0.1" },
        });
        var errors = compilation.Diagnostics.Where(found => found.Severity is Severity.Error);
        var snapshot = compilation.Snapshot ?? throw new InvalidOperationException(
            $"A random table does not compile:\n{string.Join('\n', errors)}");
        var bootstrap = Bootstrap.Parser.ParseFrom(snapshot.StaticBootstrap.Span);

        return new(
            bootstrap.StaticResources.Listeners,
            [.. bootstrap.StaticResources.Clusters.Select(cluster => cluster.Name)],
            EnvoyResources.Parse(snapshot.Resources));
    }

    public RouteRequest Request(int port) => manifests.Request(port);
}
