using System.Diagnostics;
using System.Text.Json;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>Pushes to the repository of a running `gwp up --functions` while requests pour in. No request may fail.</summary>
public sealed class PushCampaign : IDisposable
{
    private const string Host = "shop.example.com";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];

    /// <param name="count">How many pushes, one after the other.</param>
    /// <param name="preview">The preview gateway instead of Envoy.</param>
    /// <param name="perSecond">Requests to the gateway.</param>
    public async Task<PushReport> RunAsync(int count, bool preview, int perSecond)
    {
        Directory.CreateDirectory(workspace.At("tree"));
        await GitAsync("init", "--quiet", "--bare", "--initial-branch=main", workspace.At("shop.git"));
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await using var up = Child.Start(
            Programs.Gwp,
            ["up", "--functions", workspace.At("shop.git"), .. preview ? (string[])["--preview"] : []],
            workspace.Root,
            new() { ["XDG_CACHE_HOME"] = Path.Combine(Programs.Repository, "artifacts", "cache") });
        await up.WaitForAsync("is not there yet: git push", Patience);
        await PushAsync(0, up);

        await using var load = new ConstantLoad(port, [Host], perSecond);
        var answered = new List<TimeSpan>();
        for (var number = 1; number <= count; number++)
        {
            answered.Add(await PushAsync(number, up));
        }

        await load.StopAsync();
        var stages = File.ReadLines(workspace.At("shop.git/.gwp/logs/timeline.jsonl")).Skip(1)
            .Select(line => JsonDocument.Parse(line).RootElement);

        return new([.. answered], [.. stages], load.Requests, load.PerSecond, [.. load.Failures]);
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>From the beginning of the push to the first answer that shows it.</summary>
    private async Task<TimeSpan> PushAsync(int number, Child up)
    {
        workspace.Write("tree/shop.yaml", Manifests(number));
        await GitAsync("add", "--all");
        await GitAsync(
            "-c", "user.name=A. U. Thor", "-c", "user.email=author@example.com",
            "commit", "--quiet", "--message", "change");
        var watch = Stopwatch.StartNew();
        await GitAsync("push", "--quiet", workspace.At("shop.git"), "HEAD:main");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.AsyncThat(
            () => AnswersAsync(client, $"{number}"), Patience, () => $"the answer {number}; gwp up said:\n{up.Output}");

        return watch.Elapsed;
    }

    private async Task<bool> AnswersAsync(HttpClient client, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/");
        request.Headers.Host = Host;
        try
        {
            using var response = await client.SendAsync(request);

            return await response.Content.ReadAsStringAsync() == body;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task GitAsync(params string[] arguments)
    {
        var (code, output) = await Child.RunAsync("git", arguments, workspace.At("tree"), new()
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        });
        Assert.True(code == 0, $"git {string.Join(' ', arguments)}: {output}");
    }

    private string Manifests(int number) => $$"""
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
                body: { string: "{{number}}" }

        """;
}
