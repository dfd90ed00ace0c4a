using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Stores;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Functions.Tests.Scene;

/// <summary>A repository that git has made, keys, a store with their root in it, and the settings that name them all.</summary>
internal sealed class PipelineScene : IDisposable
{
    public const string Source = "shop";
    public const string Channel = "edge";
    public const string RepositoryId = "4711";
    public const string Main = "refs/heads/main";
    private const string Secret = "it is a secret to everybody";

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

    private int deliveries;

    private PipelineScene(KeyDirectory keys, TemporaryFolder folder)
    {
        (Keys, Folder) = (keys, folder);
        Store = new(folder["store"]);
        SettingsPath = folder["pipeline.json"];
        folder.Write("webhook.secret", Secret);
        File.SetUnixFileMode(folder["webhook.secret"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Settings = new()
        {
            ["store"] = folder["store"],
            ["root"] = BundleDigest.Of(File.ReadAllBytes(keys.RootPath)).ToString(),
            ["keys"] = new JsonArray(
                $"release={folder["keys/release.key.pem"]}", $"channel={folder["keys/channel.key.pem"]}"),
            ["sources"] = new JsonArray(SourceOf(Source, Repository.FullPath, RepositoryId, Channel)),
        };
        WriteSettings();
    }

    public TemporaryFolder Folder { get; }

    public GitRepository Repository { get; } = new();

    public KeyDirectory Keys { get; }

    public FolderStore Store { get; }

    public string SettingsPath { get; }

    public JsonObject Settings { get; }

    public static async Task<PipelineScene> BeginAsync()
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);
        var folder = new TemporaryFolder();
        KeyDirectory.Init(folder["keys"], "test", TimeProvider.System);
        var scene = new PipelineScene(KeyDirectory.Open(folder["keys"]), folder);
        Assert.Null(await new RootWriter(scene.Store, scene.Store).PutAsync(
            scene.Keys.Chain, TestContext.Current.CancellationToken));

        return scene;
    }

    public JsonObject SourceOf(string name, string repository, string id, string channel) => new()
    {
        ["name"] = name,
        ["host"] = "github",
        ["repository"] = repository,
        ["repositoryId"] = id,
        ["refs"] = new JsonArray(new JsonObject { ["ref"] = Main, ["channel"] = channel }),
        ["webhookSecrets"] = new JsonArray($"file:{Folder["webhook.secret"]}"),
    };

    public void WriteSettings() => File.WriteAllText(SettingsPath, Settings.ToJsonString());

    /// <summary>Commits a gateway, and hosts that all lead to the path; the commit's id.</summary>
    public string Commit(string path, GitRepository? repository = null, int hosts = 2)
    {
        var target = repository ?? Repository;
        target.Write("gateway.yaml", Gateway);
        target.Write("routes.yaml", string.Concat(Enumerable.Range(1, hosts).Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: { name: shop-{{number}}, namespace: shop }
            spec:
              hosts: [shop-{{number}}.example.com]
              gateways: [istio-system/web]
              http:
              - redirect: { uri: /{{path}} }

            """))));

        return target.Commit();
    }

    /// <summary>A commit that has errors in it.</summary>
    public string CommitPoison()
    {
        Repository.Write("routes.yaml", "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec: { hots: [] }\n");

        return Repository.Commit("poison");
    }

    public async Task<ChannelHead?> HeadAsync(string channel = Channel, IStoreReader? store = null)
    {
        if (await (store ?? Store).GetAsync(
            StoreLayout.Head(channel), null, Limits.HeadBytes, TestContext.Current.CancellationToken)
            is not StoreRead.Found found)
        {
            return null;
        }

        return Assert.IsType<HeadVerdict.Trusted>(new TrustPolicy(Keys.Root, channel).VerifyHead(
            found.Content, floor: null, DateTimeOffset.UtcNow)).Head;
    }

    public async Task<ReleaseRecord> ReleaseAsync(string channel = Channel)
    {
        var head = await HeadAsync(channel)
            ?? throw new InvalidOperationException($"channel {channel} has no head");
        var found = Assert.IsType<StoreRead.Found>(await Store.GetAsync(
            StoreLayout.Release(channel, head.Epoch, head.Sequence), null, Limits.ReleaseBytes,
            TestContext.Current.CancellationToken));

        return Assert.IsType<ReleaseVerdict.Trusted>(
            new TrustPolicy(Keys.Root, channel).VerifyRelease(found.Content)).Release;
    }

    /// <summary>A push as GitHub tells of it.</summary>
    public HttpRequestMessage Push(
        string after, string reference = Main, string? delivery = null, string source = Source, string id = RepositoryId,
        string secret = Secret)
    {
        var body = SignedWebhook.PushBody(id, reference, after);

        return Webhook(body, delivery: delivery, source: source, secret: secret);
    }

    public HttpRequestMessage Webhook(
        string body, string happened = "push", string? delivery = null, string source = Source, string secret = Secret) =>
        SignedWebhook.Of(
            source, body, happened,
            delivery ?? $"00000000-0000-0000-0000-{Interlocked.Increment(ref deliveries):D12}", secret);

    public void Dispose()
    {
        Keys.Dispose();
        Repository.Dispose();
        Folder.Dispose();
    }
}
