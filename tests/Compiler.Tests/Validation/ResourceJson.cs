using System.Text.Json;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;

namespace GatewayPipeline.Compiler.Tests.Validation;

/// <summary>Reads resources from Envoy's JSON: lists by kind in one object.</summary>
internal static class ResourceJson
{
    private static readonly JsonParser parser = new(new JsonParser.Settings(50, EnvoyJson.Types));

    public static EnvoyResources Read(string json)
    {
        using var document = JsonDocument.Parse(json);

        return new()
        {
            Listeners = [.. All<Listener>(document, "listeners")],
            RouteConfigurations = [.. All<RouteConfiguration>(document, "routeConfigurations")],
            Clusters = [.. All<Cluster>(document, "clusters")],
        };
    }

    private static IEnumerable<T> All<T>(JsonDocument document, string kind)
        where T : IMessage, new() =>
        document.RootElement.TryGetProperty(kind, out var list)
            ? list.EnumerateArray().Select(item => parser.Parse<T>(item.GetRawText()))
            : [];
}
