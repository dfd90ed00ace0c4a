using System.Net;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>A bare repository for `gwp up --functions`, and a clone that is pushed from, in a workspace.</summary>
internal sealed class ShopRepository(Workspace workspace, int port)
{
    public const string Host = "shop.example.com";

    /// <summary>Where the clone's only file lies.</summary>
    private const string File = "tree/shop.yaml";

    public string Bare => workspace.At("shop.git");

    public string Timeline => workspace.At("shop.git/.gwp/logs/timeline.jsonl");

    public async Task InitAsync()
    {
        Directory.CreateDirectory(workspace.At("tree"));
        await GitAsync("init", "--quiet", "--bare", "--initial-branch=main", Bare);
        await GitAsync("init", "--quiet", "--initial-branch=main");
    }

    /// <summary>The pipeline on this repository, with the emulator that is fetched once for all runs.</summary>
    public Child StartUp(bool preview) => Child.Start(
        Programs.Gwp,
        ["up", "--functions", Bare, .. preview ? (string[])["--preview"] : []],
        workspace.Root,
        // With the results of builds, so that nobody's own cache is touched.
        new() { ["XDG_CACHE_HOME"] = Path.Combine(Programs.Repository, "artifacts", "cache") });

    public async Task CommitAsync(string manifests)
    {
        workspace.Write(File, manifests);
        await GitAsync("add", "--all");
        await GitAsync(
            "-c", "user.name=A. U. Thor", "-c", "user.email=author@example.com",
            "commit", "--quiet", "--message", "change");
    }

    /// <summary>What git prints, and through it the hook.</summary>
    public Task<string> PushAsync() => GitAsync("push", Bare, "HEAD:main");

    /// <summary>One host on one port, and what it answers.</summary>
    public string Manifests(string body) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: shop, namespace: shop }
        spec:
          selector: { istio: ingressgateway }
          servers:
            - port: { number: {{port}}, name: http, protocol: HTTP }
              hosts: [{{Host}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: [{{Host}}]
          gateways: [shop]
          http:
            - directResponse:
                status: 200
                body: { string: "{{body}}" }

        """;

    /// <summary>Waits until the gateway answers so.</summary>
    public async Task AnswersAsync(string body, Child up, TimeSpan patience)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var last = "no answer";
        await Eventually.AsyncThat(
            async () =>
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/")
                    {
                        Headers = { Host = Host },
                    };
                    using var response = await client.SendAsync(request);
                    last = await response.Content.ReadAsStringAsync();

                    return response.StatusCode is HttpStatusCode.OK && last == body;
                }
                catch (HttpRequestException exception)
                {
                    last = exception.Message;

                    return false;
                }
            },
            patience,
            () => $"the answer {body}. The last one: {last}\ngwp up said:\n{up.Output}");
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var (code, output) = await Child.RunAsync("git", arguments, workspace.At("tree"), new()
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        });
        Assert.True(code == 0, $"git {string.Join(' ', arguments)}: {output}");

        return output;
    }
}
