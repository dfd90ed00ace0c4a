using System.Net;
using System.Text.Json;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>`gwp up --functions`: from `git push` to what the gateway answers, through every part of the pipeline.
/// </summary>
public sealed class PipelineTests : IDisposable
{
    private const string Host = "shop.example.com";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];

    public PipelineTests()
    {
        Assert.SkipUnless(IsInstalled("git") && IsInstalled("node") && IsInstalled("npm"),
            "git, node and npm have to be installed (apt-get install git nodejs npm)");
        Directory.CreateDirectory(workspace.At("tree"));
    }

    [Fact]
    public async Task A_push_changes_what_the_gateway_answers_and_a_bad_one_does_not()
    {
        await GitAsync("init", "--quiet", "--bare", "--initial-branch=main", workspace.At("shop.git"));
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await using var up = Start();
        await up.WaitForAsync("is not there yet: git push", Patience);

        await PushAsync(Manifests("first"));
        await AnswersAsync("first", up);
        await up.WaitForAsync("webhook", Patience);

        await PushAsync(Manifests("second"));
        await AnswersAsync("second", up);

        await PushAsync(
            Manifests("third") + "---\nkind: VirtualService\napiVersion: networking.istio.io/v1\nspec: [1]\n");
        await up.WaitForAsync("is refused, and the gateway stays as it was", Patience);
        await AnswersAsync("second", up);

        var stages = File.ReadLines(workspace.At("shop.git/.gwp/logs/timeline.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2], stages.Select(stage => stage.GetProperty("sequence").GetInt64()));
        Assert.All(stages, stage => Assert.All(
            (string[])["webhook", "event", "queue", "publish", "poll", "activate", "total"],
            name => Assert.True(stage.GetProperty(name).GetDouble() >= 0)));
    }

    [Fact]
    public async Task Goes_on_where_it_was_and_sees_what_was_pushed_meanwhile()
    {
        await GitAsync("init", "--quiet", "--bare", "--initial-branch=main", workspace.At("shop.git"));
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await PushAsync(Manifests("first"));
        await using (var first = Start())
        {
            await AnswersAsync("first", first);
            await first.InterruptAsync();
            await first.EndAsync(Patience);
            Assert.Equal(0, first.ExitCode);
        }

        var told = await PushAsync(Manifests("second"));
        Assert.Contains("gwp up --functions is not running", told, StringComparison.Ordinal);

        await using var second = Start();
        await AnswersAsync("second", second);
    }

    [Fact]
    public async Task Says_what_is_missing()
    {
        var (code, output) = await Child.RunAsync(
            Programs.Gwp, ["up", "--functions", workspace.At("tree")], workspace.Root);
        Assert.Equal(3, code);
        Assert.Contains("git init --bare", output, StringComparison.Ordinal);

        await GitAsync("init", "--quiet", "--bare", workspace.At("shop.git"));
        var nowhere = new Dictionary<string, string?> { ["PATH"] = workspace.At("tree") };
        (code, output) = await Child.RunAsync(
            Programs.Gwp, ["up", "--functions", workspace.At("shop.git")], workspace.Root, nowhere);
        Assert.Equal(3, code);
        Assert.Contains("apt-get install nodejs npm", output, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    private Child Start() => Child.Start(
        Programs.Gwp, ["up", "--functions", workspace.At("shop.git"), "--preview"], workspace.Root,
        new() { ["XDG_CACHE_HOME"] = Cache });

    // With the results of builds, so that the emulator is fetched once for all runs and nobody's own cache is touched.
    private static string Cache => Path.Combine(Programs.Repository, "artifacts", "cache");

    private async Task AnswersAsync(string body, Child up)
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
            Patience,
            () => $"the answer {body}. The last one: {last}\ngwp up said:\n{up.Output}");
    }

    private async Task<string> PushAsync(string manifests)
    {
        workspace.Write("tree/shop.yaml", manifests);
        await GitAsync("add", "--all");
        await GitAsync(
            "-c", "user.name=A. U. Thor", "-c", "user.email=author@example.com",
            "commit", "--quiet", "--message", "change");

        return await GitAsync("push", workspace.At("shop.git"), "HEAD:main");
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

    private string Manifests(string body) => $$"""
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
                body: { string: {{body}} }

        """;

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
