using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests;

/// <summary>From a webhook over an event to a head: the program as the host starts and calls it.</summary>
public sealed class PushTests
{
    private const string PushFunction = "PublishRevision";

    [Fact]
    public async Task A_push_becomes_a_release_that_carries_its_delivery_and_trace()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        var commit = scene.Commit("one");

        using (var taken = await app.SendAsync(scene.Push(commit, delivery: "d-1")))
        {
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        }

        var message = Assert.Single(topic.Take(CloudEventFormat.PushType));
        using var done = await app.InvokeAsync(PushFunction, message);
        var answer = await AnswerOf(done);

        Assert.Contains("published release 1", (string?)answer["Logs"]?[0], StringComparison.Ordinal);
        Assert.Empty(Assert.IsType<JsonObject>(answer["Outputs"]));
        var release = await scene.ReleaseAsync();
        Assert.Equal(commit, release.Source.Commit);
        Assert.Equal("d-1", release.DeliveryId);
        Assert.Equal(TraceOf(message), release.TraceId);
        var told = Assert.Single(topic.Take(CloudEventFormat.PublishedType));
        Assert.Equal(release.TraceId, TraceOf(told));
        Assert.Equal(commit, (string?)JsonNode.Parse(told)?["data"]?["commit"]);
    }

    /// <summary>Every way in which hosts have written a message into an invocation.</summary>
    public static TheoryData<string> Encodings => ["object", "text", "text in text", "text in text in text"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_message_is_understood_however_the_host_wrote_it(string encoding)
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);
        scene.Commit("one");
        var message = EventOf();
        JsonNode? data = encoding switch
        {
            "object" => JsonNode.Parse(message),
            "text" => message,
            "text in text" => JsonSerializer.Serialize(message),
            _ => JsonSerializer.Serialize(JsonSerializer.Serialize(message)),
        };

        using var done = await app.InvokeAsync(
            PushFunction, new() { ["Data"] = new JsonObject { ["message"] = data }, ["Metadata"] = new JsonObject() });

        Assert.Contains("published release 1", (string?)(await AnswerOf(done))["Logs"]?[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "it is no CloudEvent")]
    [InlineData("deadbeef", "it is no CloudEvent")]
    [InlineData("12", "it is no CloudEvent")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/sources/other","type":"dev.gatewaypipeline.push","data":{"ref":"refs/heads/main","commit":null}}""", "no source 'other'")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/sources/shop","type":"dev.gatewaypipeline.pullrequest","data":{"number":1,"baseRef":"a","headCommit":"b"}}""", "not about a push")]
    public async Task What_no_repetition_helps_is_put_aside_at_once_with_the_reason(string message, string reason)
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);

        using var done = await app.InvokeAsync(PushFunction, message);
        var poison = Assert.IsType<JsonObject>((await AnswerOf(done))["Outputs"]?["poison"]);

        Assert.Contains(reason, (string?)poison["reason"], StringComparison.Ordinal);
        Assert.Equal(("pushes", true, 1), ((string?)poison["queue"], (bool?)poison["permanent"], (int?)poison["dequeueCount"]));
        Assert.NotNull(poison["message"]);
        await app.HearAsync(reason);
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_put_aside_after_the_last_try()
    {
        using var scene = await PipelineScene.BeginAsync();
        var missing = scene.Folder["nowhere.git"];
        scene.Settings["sources"]?.AsArray()[0]?.AsObject()["repository"] = missing;
        scene.WriteSettings();
        await using var app = await FunctionsProcess.StartAsync(scene);

        using (var first = await app.InvokeAsync(PushFunction, EventOf(), dequeueCount: 7))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, first.StatusCode);
            Assert.Contains(missing, await first.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using var last = await app.InvokeAsync(PushFunction, EventOf(), dequeueCount: 8);
        var poison = Assert.IsType<JsonObject>((await AnswerOf(last))["Outputs"]?["poison"]);
        Assert.Contains(missing, (string?)poison["reason"], StringComparison.Ordinal);
        Assert.Equal((false, 8, "a-message"), ((bool?)poison["permanent"], (int?)poison["dequeueCount"], (string?)poison["messageId"]));
        Assert.Equal("/sources/shop", (string?)poison["message"]?["source"]);
    }

    [Fact]
    public async Task A_root_that_the_settings_do_not_pin_is_not_worked_under()
    {
        using var scene = await PipelineScene.BeginAsync();
        scene.Settings["root"] = $"sha256:{new string('0', 64)}";
        scene.WriteSettings();
        await using var app = await FunctionsProcess.StartAsync(scene);
        scene.Commit("one");

        using var done = await app.InvokeAsync(PushFunction, EventOf());

        Assert.Equal(HttpStatusCode.InternalServerError, done.StatusCode);
        Assert.Contains(
            "the store has 1 roots, and none of them is it", await done.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal);
        Assert.Null(await scene.HeadAsync());
    }

    [Fact]
    public async Task A_commit_with_errors_is_refused_once_and_leaves_the_former_release()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        scene.Commit("one");
        using (await app.InvokeAsync(PushFunction, EventOf()))
        {
        }

        var poison = scene.CommitPoison();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var done = await app.InvokeAsync(PushFunction, EventOf());
            Assert.Contains("the manifests have errors", (string?)(await AnswerOf(done))["Logs"]?[0], StringComparison.Ordinal);
        }

        Assert.Equal(1, (await scene.HeadAsync())?.Sequence);
        var told = Assert.Single(topic.Take(CloudEventFormat.RefusedType));
        Assert.Equal(poison, (string?)JsonNode.Parse(told)?["data"]?["commit"]);
        Assert.Contains("have errors", (string?)JsonNode.Parse(told)?["data"]?["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_of_the_same_event_and_any_order_end_at_the_newest_commit()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        string[] commits = [scene.Commit("one"), scene.Commit("two"), scene.Commit("three")];
        var messages = commits.SelectMany(commit => Enumerable.Repeat(EventOf(commit), 34)).ToArray();
        Random.Shared.Shuffle(messages);

        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancellation },
            async (message, _) =>
            {
                using var done = await app.InvokeAsync(PushFunction, message);
                Assert.Equal(HttpStatusCode.OK, done.StatusCode);
            });

        var head = await scene.HeadAsync();
        Assert.Equal((commits[^1], 1L), (head?.Source?.Commit, head?.Sequence));
        Assert.Single(topic.Take(CloudEventFormat.PublishedType));
    }

    [Fact]
    public async Task A_deleted_branch_leaves_what_is_live_and_is_said()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        scene.Commit("one");
        using (await app.InvokeAsync(PushFunction, EventOf()))
        {
        }

        scene.Repository.Run("checkout", "--quiet", "-b", "other");
        scene.Repository.Run("branch", "-D", "main");
        using var done = await app.InvokeAsync(PushFunction, EventOf());

        Assert.Contains("there is no branch or tag", (string?)(await AnswerOf(done))["Logs"]?[0], StringComparison.Ordinal);
        Assert.Equal(1, (await scene.HeadAsync())?.Sequence);
        Assert.Single(topic.Take(CloudEventFormat.RefusedType));
    }

    [Fact]
    public async Task A_push_that_nobody_told_of_is_found_by_the_timer()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        var commit = scene.Commit("one");

        using (var done = await app.TickAsync("Reconcile"))
        {
            Assert.Contains("published release 1", (string?)(await AnswerOf(done))["Logs"]?[0], StringComparison.Ordinal);
        }

        Assert.Equal(commit, (await scene.HeadAsync())?.Source?.Commit);
        using var again = await app.TickAsync("Reconcile");
        Assert.Contains("All 1 channels", (string?)(await AnswerOf(again))["Logs"]?[0], StringComparison.Ordinal);
        using var advance = await app.TickAsync("AdvanceRollout");
        Assert.Contains("All 1 channels", (string?)(await AnswerOf(advance))["Logs"]?[0], StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string EventOf(string? commit = null) => System.Text.Encoding.UTF8.GetString(
        CloudEventFormat.Write(
            new PipelineEvent.Push(PipelineScene.Source, PipelineScene.Main, commit),
            DateTimeOffset.UtcNow));

    private static async Task<JsonObject> AnswerOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{response.StatusCode}: {text}");

        return Assert.IsType<JsonObject>(JsonNode.Parse(text));
    }

    private static string? TraceOf(string message) => ((string?)JsonNode.Parse(message)?["traceparent"])?.Split('-')[1];
}
