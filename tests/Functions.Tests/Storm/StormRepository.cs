using System.Globalization;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Functions.Tests.Storm;

/// <summary>A repository that is pushed to, and what was pushed.</summary>
internal sealed class StormRepository : IDisposable
{
    private const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: web, namespace: istio-system }
        spec:
          selector: { istio: ingressgateway }
          servers:
          - port: { number: 80, name: http, protocol: HTTP }
            hosts: ["*/*"]

        """;

    private readonly GitRepository repository = new();
    private readonly List<StormPush> pushes = [];

    public StormRepository(int number) => Number = number;

    public int Number { get; }

    /// <summary>Of the source, and of the channel that follows it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"shop-{Number}");

    public string FullPath => repository.FullPath;

    public IReadOnlyList<StormPush> Pushes => pushes;

    /// <summary>Commits a change to the branch: one that compiles to something new, or one that does not compile.</summary>
    public StormPush Push(bool isPoison)
    {
        repository.Write("gateway.yaml", Gateway);
        repository.Write("routes.yaml", isPoison ? "kind: [" : Routes(pushes.Count + 1));
        var push = new StormPush(repository.Commit(), isPoison);
        pushes.Add(push);

        return push;
    }

    public void Dispose() => repository.Dispose();

    private string Routes(int edit) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: [{{Name}}.example.com]
          gateways: [istio-system/web]
          http:
          - redirect: { uri: /{{edit}} }

        """);
}

/// <param name="IsPoison">It does not compile.</param>
internal sealed record StormPush(string Commit, bool IsPoison);
