using System.Text.Json;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>`gwp up --functions`: from `git push` to what the gateway answers, through every part of the pipeline.
/// </summary>
public sealed class PipelineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Workspace workspace = new();
    private readonly ShopRepository shop;

    public PipelineTests()
    {
        Assert.SkipUnless(IsInstalled("git") && IsInstalled("node") && IsInstalled("npm"),
            "git, node and npm have to be installed (apt-get install git nodejs npm)");
        Directory.CreateDirectory(workspace.At("tree"));
        shop = new(workspace, Ports.Free(1)[0]);
    }

    [Fact]
    public async Task A_push_changes_what_the_gateway_answers_and_a_bad_one_does_not()
    {
        await shop.InitAsync();
        await using var up = shop.StartUp(preview: true);
        await up.WaitForAsync("is not there yet: git push", Patience);

        await PushAsync(shop.Manifests("first"));
        await AnswersAsync("first", up);
        await up.WaitForAsync("webhook", Patience);

        await PushAsync(shop.Manifests("second"));
        await AnswersAsync("second", up);

        await PushAsync(
            shop.Manifests("third") + "---\nkind: VirtualService\napiVersion: networking.istio.io/v1\nspec: [1]\n");
        await up.WaitForAsync("is refused, and the gateway stays as it was", Patience);
        await AnswersAsync("second", up);

        var stages = File.ReadLines(shop.Timeline)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2], stages.Select(stage => stage.GetProperty("sequence").GetInt64()));
        Assert.All(stages, stage => Assert.All(
            (string[])["webhook", "event", "queue", "publish", "poll", "activate", "total"],
            name => Assert.True(stage.GetProperty(name).GetDouble() >= 0)));
    }

    [Fact]
    public async Task Goes_on_where_it_was_and_sees_what_was_pushed_meanwhile()
    {
        await shop.InitAsync();
        await PushAsync(shop.Manifests("first"));
        await using (var first = shop.StartUp(preview: true))
        {
            await AnswersAsync("first", first);
            await first.InterruptAsync();
            await first.EndAsync(Patience);
            Assert.Equal(0, first.ExitCode);
        }

        var told = await PushAsync(shop.Manifests("second"));
        Assert.Contains("gwp up --functions is not running", told, StringComparison.Ordinal);

        await using var second = shop.StartUp(preview: true);
        await AnswersAsync("second", second);
    }

    [Fact]
    public async Task Says_what_is_missing()
    {
        var (code, output) = await Child.RunAsync(
            Programs.Gwp, ["up", "--functions", workspace.At("tree")], workspace.Root);
        Assert.Equal(3, code);
        Assert.Contains("git init --bare", output, StringComparison.Ordinal);

        await shop.InitAsync();
        var nowhere = new Dictionary<string, string?> { ["PATH"] = workspace.At("tree") };
        (code, output) = await Child.RunAsync(
            Programs.Gwp, ["up", "--functions", shop.Bare], workspace.Root, nowhere);
        Assert.Equal(3, code);
        Assert.Contains("apt-get install nodejs npm", output, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    private Task AnswersAsync(string body, Child up) => shop.AnswersAsync(body, up, Patience);

    private async Task<string> PushAsync(string manifests)
    {
        await shop.CommitAsync(manifests);

        return await shop.PushAsync();
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
