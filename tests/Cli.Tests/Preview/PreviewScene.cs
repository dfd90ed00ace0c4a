using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Up;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Preview;

namespace GatewayPipeline.Cli.Tests.Preview;

/// <summary>
/// A preview gateway, an agent that feeds it what the real compiler makes of a text, and echoes behind it.
/// </summary>
internal sealed class PreviewScene : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource ending = new();
    private readonly EchoUpstreams echoes;
    private readonly PreviewGateway gateway;
    private readonly Task running;
    private ImmutableDictionary<(string Type, string Name), XdsResource> sent =
        ImmutableDictionary<(string Type, string Name), XdsResource>.Empty;

    private PreviewScene(TemporaryFolder folder, FakeAgent agent)
    {
        this.folder = folder;
        Agent = agent;
        echoes = new(folder.At("ports.json"));
        gateway = new(new() { AdsSocket = Socket, NodeId = "test" });
        running = gateway.RunAsync(ending.Token);
    }

    public FakeAgent Agent { get; private set; }

    public int Port { get; } = FreePort();

    public int OtherPort { get; } = FreePort();

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };

    private string Socket => folder.At("ads.sock");

    public static async Task<PreviewScene> StartAsync()
    {
        var folder = new TemporaryFolder();

        return new(folder, await FakeAgent.StartAsync(folder.At("ads.sock")));
    }

    /// <summary>Compiles a text and brings it to the gateway as the agent does; null, or the refusal.</summary>
    public async Task<string?> ServeAsync(string text)
    {
        var (now, removed) = await CompileAsync(text);
        foreach (var type in TypeUrls.InActivationOrder)
        {
            var changed = now.Values
                .Where(resource => resource.TypeUrl == type
                    && !(sent.TryGetValue((type, resource.Name), out var old)
                        && old.Value.Span.SequenceEqual(resource.Value.Span)))
                .ToList();
            if (changed.Count == 0)
            {
                continue;
            }

            // The yes to clusters comes after their endpoints.
            var nonce = Agent.Send(type, changed);
            if (type != TypeUrls.Cluster && await Agent.Answer(nonce) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var gone in removed.GroupBy(key => key.Type, key => key.Name))
        {
            await Agent.SendAsync(gone.Key, [], [.. gone]);
        }

        sent = now;

        return null;
    }

    public async Task<ImmutableArray<XdsResource>> ResourcesAsync(string text) =>
        [.. (await CompileAsync(text)).Now.Values];

    public Task<HttpResponseMessage> AskAsync(
        string path, string host = "shop.example", HttpMethod? method = null, int? port = null, Version? version = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"http://127.0.0.1:{port ?? Port}{path}")
        {
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = host;

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The agent dies and comes back with nothing remembered.</summary>
    public async Task RestartAgentAsync()
    {
        await Agent.DisposeAsync();
        File.Delete(Socket);
        Agent = await FakeAgent.StartAsync(Socket);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await ending.CancelAsync();
        await running;
        await gateway.DisposeAsync();
        await echoes.DisposeAsync();
        await Agent.DisposeAsync();
        folder.Dispose();
        ending.Dispose();
    }

    private async Task<(ImmutableDictionary<(string Type, string Name), XdsResource> Now,
        List<(string Type, string Name)> Removed)> CompileAsync(
        string text)
    {
        var tree = ManifestTree.Of([new Manifest.Readable("test.yaml", text)]);
        var options = new CompilerOptions
        {
            AllowsLocalUpstreams = true,
            Placement = new()
            {
                WildcardAddress = "127.0.0.1",
                Ports = ImmutableDictionary<int, int>.Empty.Add(80, Port).Add(81, OtherPort),
            },
        };
        var lent = await echoes.ServeAsync(
            GatewayCompiler.Compile(tree, options).Destinations, TestContext.Current.CancellationToken);
        var compilation = GatewayCompiler.Compile(EchoManifests.AddTo(tree, lent), options);
        Assert.Empty(compilation.Diagnostics);
        Assert.NotNull(compilation.Snapshot);
        var now = compilation.Snapshot.Resources.ToImmutableDictionary(resource => (resource.TypeUrl, resource.Name));

        return (now, [.. sent.Keys.Where(key => !now.ContainsKey(key))]);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();

        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
