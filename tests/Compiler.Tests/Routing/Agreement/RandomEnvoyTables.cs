using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>Tables of everything that the matcher knows of Envoy, whether our compiler writes it or not.</summary>
public sealed class RandomEnvoyTables(int seed) : IRandomTables
{
    private readonly RandomRoutes routes = new(seed);

    public TableBatch Draw(int tables)
    {
        var listeners = Enumerable.Range(0, tables)
            .Select(i => EnvoyProcess.Listener(Manager($"routes{i}"), $"listener{i}"))
            .ToList();

        return new(listeners, RandomRoutes.Clusters, new() { Listeners = [.. listeners] })
        {
            ChoosesByHeader = true,
        };
    }

    public RouteRequest Request(int port) => routes.Request(port);

    private HttpConnectionManager Manager(string name) => new()
    {
        StatPrefix = name,
        UseRemoteAddress = true,
        NormalizePath = routes.Chance(2),
        MergeSlashes = routes.Chance(2),
        PathWithEscapedSlashesAction =
            (HttpConnectionManager.Types.PathWithEscapedSlashesAction)(
                routes.Chance(2) ? 0 : routes.Chance(2) ? 3 : routes.Chance(2) ? 4 : 2),
        StripAnyHostPort = routes.Chance(5),
        RouteConfig = routes.Configuration(name),
    };
}
