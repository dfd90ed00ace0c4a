namespace GatewayPipeline.Cli.Tests;

/// <summary>The manifests that these tests compile.</summary>
internal static class Manifests
{
    public const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: web, namespace: shop }
        spec:
          selector: { istio: ingressgateway }
          servers:
          - port: { number: 80, name: http, protocol: HTTP }
            hosts: ["shop.example"]
        """;

    public const string Service = """
        apiVersion: v1
        kind: Service
        metadata: { name: cart, namespace: shop }
        spec:
          selector: { app: cart }
          ports:
          - { name: http, port: 8080 }
        """;

    public const string VirtualService = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: ["shop.example"]
          gateways: [web]
          http:
          - name: old
            match:
            - uri: { prefix: /old }
            redirect: { uri: /new }
          - name: checkout
            match:
            - uri: { exact: /checkout }
              method: { exact: POST }
            route:
            - destination: { host: cart, port: { number: 8080 } }
            timeout: 3s
          - route:
            - destination: { host: cart, port: { number: 8080 } }
        """;

    public const string DuplicateKey = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        kind: Gateway
        metadata: { name: web }
        """;

    public static string Shop { get; } = string.Join("\n---\n", Gateway, Service, VirtualService) + "\n";
}
