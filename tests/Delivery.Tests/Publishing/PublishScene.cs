using System.Globalization;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>A repository that git has made, keys, and a store: what a publisher works with.</summary>
internal sealed class PublishScene : IDisposable
{
    public const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: web, namespace: istio-system }
        spec:
          selector: { istio: ingressgateway }
          servers:
          - port: { number: 80, name: http, protocol: HTTP }
            hosts: ["*/*"]

        """;

    public PublishScene()
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);
        Repository = new();
    }

    public GitRepository Repository { get; }

    public Workshop Workshop { get; } = new();

    public RecordedEvents Events { get; } = new();

    public static PublishRequest Request { get; } = new() { Channel = Workshop.Channel };

    /// <summary>A folder of the gateway's source, or a repository at a ref.</summary>
    public static IManifestSource Open(string from, string? reference = null, string? path = null) =>
        Assert.IsType<SourceOpening.Opened>(SourceAddress.Open(from, reference, path, _ => null)).Source;

    /// <summary>Routes of one namespace: each host answers with a redirect to the path.</summary>
    public static string Routes(string space, string path, params string[] hosts) => string.Concat(hosts.Select(host => $$"""
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: {{host.Replace('.', '-')}}, namespace: {{space}} }
        spec:
          hosts: [{{host}}]
          gateways: [istio-system/web]
          http:
          - redirect: { uri: /{{path}} }

        """));

    /// <summary>Hosts of a name, numbered.</summary>
    public static string[] Hosts(int count, string name = "shop") =>
        [.. Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}.example.com"))];

    /// <summary>Commits a gateway, and hosts that all lead to the path.</summary>
    public string Commit(string path, int hosts = 2, string message = "change")
    {
        Repository.Write("gateway.yaml", Gateway);
        Repository.Write("shop.yaml", Routes("shop", path, Hosts(hosts)));

        return Repository.Commit(message);
    }

    public PublisherPlace Place(IStoreReader reader, IStoreWriter writer) => new(
        reader, writer, new(Workshop.Keys.Chain, Workshop.Keys.Release, Workshop.Keys.Channel), Workshop.Time, Events);

    public Task<ChannelPublication> PublishAsync(PublishRequest? request = null, string reference = "main") =>
        PublishAsync(Open(Repository.FullPath, reference), request);

    public async Task<ChannelPublication> PublishAsync(IManifestSource source, PublishRequest? request = null) =>
        Assert.Single(await new Publisher(Place(Workshop.Store, Workshop.Store)).PublishAsync(
            new(source), request ?? Request, TestContext.Current.CancellationToken));

    public async Task<ChannelHead> HeadAsync() => Assert.NotNull(await Workshop.LookAsync()).Head;

    public async Task<ReleaseRecord> ReleaseAsync() => Assert.NotNull(await Workshop.LookAsync()).Release;

    public void Dispose()
    {
        Repository.Dispose();
        Workshop.Dispose();
    }
}
