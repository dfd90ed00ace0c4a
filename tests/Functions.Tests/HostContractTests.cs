using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests;

/// <summary>What the Functions host relies on: readiness, exit codes, deadlines, and an end that waits for work.</summary>
public sealed class HostContractTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asked_to_stop_it_ends_well()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);

        app.Terminate();

        Assert.Equal(0, await app.WaitAsync());
        await app.HearAsync("was asked to stop");
    }

    [Theory]
    [InlineData(null, true, "PIPELINE_SETTINGS is not set")]
    [InlineData("ftp://example.com/pipeline.json", true, "PIPELINE_SETTINGS: ")]
    [InlineData("pipeline.json", false, "FUNCTIONS_CUSTOMHANDLER_PORT")]
    public async Task What_cannot_start_says_why_and_never_ends_as_if_it_had_been_asked(
        string? settings, bool withPort, string said)
    {
        await using var app = FunctionsProcess.Launch(new() { ["PIPELINE_SETTINGS"] = settings }, withPort);

        Assert.NotEqual(0, await app.WaitAsync());
        await app.HearAsync(said);
    }

    [Fact]
    public async Task Bad_settings_are_said_aloud_and_good_ones_are_taken_when_they_come()
    {
        using var scene = await PipelineScene.BeginAsync();
        await File.WriteAllTextAsync(scene.SettingsPath, """{ "store": 1 }""", Cancellation);
        await using var app = await FunctionsProcess.StartAsync(scene);
        using (var refused = await app.SendAsync(scene.Push(new string('a', 40))))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        using (var failed = await app.TickAsync("Reconcile"))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
            Assert.Contains(
                "1:12: $.store: this has to be a text", await failed.Content.ReadAsStringAsync(Cancellation),
                StringComparison.Ordinal);
        }

        await app.HearAsync("There are no good settings");

        scene.WriteSettings();
        scene.Commit("one");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var done = await app.TickAsync("Reconcile");
            if (done.IsSuccessStatusCode)
            {
                break;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "the good settings are not taken");
            await Task.Delay(250, Cancellation);
        }

        Assert.NotNull(await scene.HeadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":1}""")]
    [InlineData("""{"Data":{}}""")]
    public async Task What_is_no_invocation_fails_and_hurts_nobody(string body)
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);

        using var answer = await app.Client.PostAsync(
            new Uri("/PublishRevision", UriKind.Relative), new StringContent(body), Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        using var alive = await app.Client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task One_source_that_cannot_be_reached_does_not_hold_up_the_others_and_the_turn_has_failed()
    {
        using var scene = await PipelineScene.BeginAsync();
        scene.Settings["sources"]?.AsArray().Insert(0, scene.SourceOf("gone", scene.Folder["gone.git"], "2", "other"));
        scene.WriteSettings();
        var commit = scene.Commit("one");
        await using var app = await FunctionsProcess.StartAsync(scene);

        using var done = await app.TickAsync("Reconcile");

        Assert.Equal(HttpStatusCode.InternalServerError, done.StatusCode);
        Assert.Contains("of gone could not be looked after", await done.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(commit, (await scene.HeadAsync())?.Source?.Commit);
    }

    [Fact]
    public async Task What_is_under_way_ends_before_the_program_does()
    {
        using var scene = await PipelineScene.BeginAsync();
        scene.Commit("one", hosts: 3000);
        await using var app = await FunctionsProcess.StartAsync(scene);

        var running = app.TickAsync("Reconcile");
        await Task.Delay(200, Cancellation);
        app.Terminate();

        using var done = await running;
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(0, await app.WaitAsync());
        Assert.NotNull(await scene.HeadAsync());
    }

    [Fact]
    public void Every_function_has_a_folder_as_the_host_reads_it_and_the_program_an_answer_for_it()
    {
        var folder = Path.GetDirectoryName(FunctionsProcess.Binary) ?? "";
        var host = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "host.json")));
        Assert.Equal("2.0", (string?)host?["version"]);
        Assert.Equal("gwp-functions", (string?)host?["customHandler"]?["description"]?["defaultExecutablePath"]);
        Assert.True((bool?)host?["customHandler"]?["enableForwardingHttpRequest"]);
        Assert.Equal("none", (string?)host?["extensions"]?["queues"]?["messageEncoding"]);

        var functions = Directory.GetFiles(folder, "function.json", SearchOption.AllDirectories);
        Assert.Equal(
            ["AdvanceRollout", "CheckPullRequest", "PublishRevision", "PushWebhook", "ReceiveStatus", "Reconcile"],
            functions.Select(file => Path.GetFileName(Path.GetDirectoryName(file)) ?? "").Order(StringComparer.Ordinal));
        foreach (var file in functions)
        {
            var bindings = Assert.IsType<JsonArray>(JsonNode.Parse(File.ReadAllText(file))?["bindings"]);
            var trigger = Assert.Single(bindings, binding => ((string?)binding?["type"])?.EndsWith("Trigger", StringComparison.Ordinal) is true);
            Assert.All(bindings, binding => Assert.Matches("^[a-z]+$", (string?)binding?["name"] ?? ""));
            switch ((string?)trigger?["type"])
            {
                case "httpTrigger":
                    Assert.Equal("anonymous", (string?)trigger["authLevel"]);
                    Assert.Equal("http", (string?)Assert.Single(bindings, binding => binding != trigger)?["type"]);
                    break;
                case "queueTrigger":
                    var output = Assert.Single(bindings, binding => binding != trigger);
                    Assert.Equal(("queue", "out", "poison"), ((string?)output?["type"], (string?)output?["direction"], (string?)output?["name"]));
                    Assert.Equal($"{trigger["queueName"]}-poison", (string?)output?["queueName"]);
                    break;
                case "timerTrigger":
                    Assert.Equal(6, ((string?)trigger["schedule"])?.Split(' ').Length);
                    break;
                default:
                    Assert.Fail($"{file} has a trigger that the host does not know: {trigger}");
                    break;
            }
        }
    }
}
