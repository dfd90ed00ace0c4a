namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>The tree that a campaign edits. Each route tells in a response header which edit wrote it.</summary>
internal static class CampaignManifests
{
    /// <summary>Hosts that are served from first to last.</summary>
    public static string[] Hosts { get; } = ["one.example.com", "two.example.com"];

    public static string Base(int port) => $$"""
        {{Gateway("edge", port)}}
        ---
        {{Service("a")}}
        ---
        {{Service("b")}}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: a, namespace: shop}
        spec:
          host: a
          subsets:
          - {name: v1, labels: {version: v1} }
          - {name: v2, labels: {version: v2} }
        """;

    public static string Route(string host, string gateway, int edit, string service, string prefix = "/v0/") => $$"""
        {{Head($"{gateway}-{host.Replace('.', '-')}", host, gateway)}}
          - match:
            - uri: {prefix: "{{prefix}}"}
            directResponse: {status: 204}
          - headers:
              response:
                set: {x-edit: "{{edit}}"}
            route:
            - destination: {host: {{service}}, port: {number: 8080} }
        """;

    public static string Canary(string host, int edit, int weight) => $$"""
        {{Head($"edge-{host.Replace('.', '-')}", host, "edge")}}
          - headers:
              response:
                set: {x-edit: "{{edit}}"}
            route:
            - destination: {host: a, subset: v1, port: {number: 8080} }
              weight: {{weight}}
            - destination: {host: a, subset: v2, port: {number: 8080} }
              weight: {{100 - weight}}
        """;

    public static string Listener(int port, int edit) => $"""
        {Gateway($"port-{port}", port)}
        ---
        {Route(Hosts[0], $"port-{port}", edit, "b")}
        """;

    private static string Gateway(string name, int port) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: {{name}}, namespace: shop}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - port: {number: {{port}}, name: http, protocol: HTTP}
            hosts: ["*"]
        """;

    private static string Service(string name) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec:
          selector: {app: {{name}} }
          ports:
          - {name: http, port: 8080}
        """;

    private static string Head(string name, string host, string gateway) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: {{name}}, namespace: shop}
        spec:
          hosts: [{{host}}]
          gateways: [{{gateway}}]
          http:
        """;
}
