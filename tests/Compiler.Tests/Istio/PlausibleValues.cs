using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GatewayPipeline.Compiler.Model.Schema;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>Values as a person would write them, by the type and the name of their field.</summary>
internal sealed class PlausibleValues(Random random)
{
    private const int Deepest = 4;

    private static readonly ImmutableArray<string> Hosts = ["orders.example.com", "*.example.com", "orders", "*", "10.1.2.3", "reviews.shop.svc.cluster.local", "*.com"];
    private static readonly ImmutableArray<string> Durations = ["1s", "0.5s", "1h30m", "250ms", "15s"];
    private static readonly ImmutableArray<string> Texts = ["a", "v1", "x-user", "/orders", "http", "shop", "GET", "https", "edge", "10.1.2.3", "region/zone"];
    private static readonly ImmutableArray<string> Patterns = ["/a.*", "^v[0-9]+$", ".+", "(a|b)"];
    private static readonly ImmutableArray<string> Protocols = ["HTTP", "HTTPS", "TCP", "TLS", "GRPC", "HTTP2"];
    private static readonly ImmutableArray<int> Ports = [80, 443, 8080, 9080];

    public JsonNode? Of(FieldSchema field, int depth = 0) => field.Type switch
    {
        FieldType.Mapping => Mapping(field, depth),
        FieldType.List when field.Items is { } items => new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Of(items, depth + 1))]),
        FieldType.List => new JsonArray(),
        FieldType.Integer => field.Name is "number" or "port" or "targetPort" || field.Path.EndsWith("ports{}", StringComparison.Ordinal) ? One(Ports)
            : field.Name is "status" or "httpStatus" ? 503
            : field.Name is "redirectCode" ? 302
            : random.Next(1, 100),
        FieldType.Number => random.Next(1, 100),
        FieldType.Flag => random.Next(2) is 0,
        FieldType.Duration => One(Durations),
        _ when !field.Constraints.Names.IsEmpty => field.Constraints.Names[random.Next(field.Constraints.Names.Length)],
        _ => Text(field),
    };

    private string Text(FieldSchema field) => field.Name switch
    {
        "hosts" or "host" or "sniHosts" or "targetHost" or "address" => One(Hosts),
        "regex" or "match" => One(Patterns),
        "protocol" => One(Protocols),
        "grpcStatus" => "UNAVAILABLE",
        "retryOn" => "5xx,reset",
        _ => One(Texts),
    };

    private JsonObject Mapping(FieldSchema field, int depth)
    {
        var mapping = new JsonObject();
        if (field.Items is { } free)
        {
            mapping[One(Texts)] = Of(free, depth + 1);

            return mapping;
        }

        foreach (var child in field.Children.Values)
        {
            if (child.Constraints.IsRequired || (depth < Deepest && random.Next(field.Children.Count + 1) < 2))
            {
                mapping[child.Name] = Of(child, depth + 1);
            }
        }

        return mapping;
    }

    private T One<T>(ImmutableArray<T> values) => values[random.Next(values.Length)];
}
