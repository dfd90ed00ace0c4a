using Envoy.Config.Listener.V3;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Tests.Routing.Agreement;

/// <summary>
/// Some random route tables, each on a port of its own: <paramref name="Resources"/> for the matcher, and the same with
/// the routes in the listeners for Envoy.
/// </summary>
public sealed record TableBatch(
    IReadOnlyList<Listener> Listeners, IReadOnlyList<string> Clusters, EnvoyResources Resources)
{
    /// <summary>A header of the request decides between weighted clusters, and the answer tells which it was.</summary>
    public bool ChoosesByHeader { get; init; }

    public IEnumerable<int> Ports => Listeners.Select(listener => (int)listener.Address.SocketAddress.PortValue);
}

/// <summary>Draws route tables, and requests that have a chance to meet them.</summary>
public interface IRandomTables
{
    TableBatch Draw(int tables);

    RouteRequest Request(int port);
}
