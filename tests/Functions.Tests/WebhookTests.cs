using System.Net;
using System.Text;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Functions.Tests.Scene;

namespace GatewayPipeline.Functions.Tests;

/// <summary>What strangers and git hosts send, and what they are answered.</summary>
public sealed class WebhookTests
{
    private static readonly string Commit = new('a', 40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_webhook_has_its_answer()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(app, scene.Webhook("{}", "ping")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, scene.Webhook("{}", "star")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, scene.Push(Commit, "refs/heads/other")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, scene.Push(Commit, id: "1")));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, scene.Webhook("{")));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(app, scene.Push(Commit, secret: "another")));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(app, scene.Push(Commit, source: "nobody")));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(app, scene.Push(Commit, source: "..%2Fshop")));
        using (var get = await app.Client.GetAsync(new Uri("/api/webhooks/shop", UriKind.Relative), Cancellation))
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        }

        Assert.Empty(topic.Messages);
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Push(Commit)));
        Assert.Single(topic.Messages);
        Assert.DoesNotContain("it is a secret", app.Output + app.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_not_told_which_sources_there_are()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var app = await FunctionsProcess.StartAsync(scene);

        using var wrong = await app.SendAsync(scene.Push(Commit, secret: "another"));
        using var unknown = await app.SendAsync(scene.Push(Commit, source: "nobody"));

        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal(await wrong.Content.ReadAsStringAsync(Cancellation), await unknown.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task The_same_delivery_a_hundred_times_is_one_event()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Push(Commit, delivery: "d-1")));
        }

        Assert.Single(topic.Messages);
    }

    [Fact]
    public async Task A_topic_that_is_down_is_not_hidden_and_the_delivery_may_come_again()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        topic.IsDown = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(app, scene.Push(Commit, delivery: "d-1")));
        await app.HearAsync("the timer has to see");

        topic.IsDown = false;
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Push(Commit, delivery: "d-1")));
        Assert.Single(topic.Messages);
    }

    [Fact]
    public async Task Bodies_are_taken_to_the_limits_and_not_a_byte_further()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Webhook(PushOf(WebhookLimits.ParsedBytes))));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, await SendAsync(app, scene.Webhook(PushOf(WebhookLimits.ParsedBytes + 1))));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, await SendAsync(app, scene.Webhook(PushOf(WebhookLimits.ReadBytes))));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, await SendAsync(app, scene.Webhook(PushOf(WebhookLimits.ReadBytes + 1))));
        Assert.Single(topic.Messages);
    }

    [Fact]
    public async Task A_second_secret_counts_and_a_removed_one_no_longer_does()
    {
        using var scene = await PipelineScene.BeginAsync();
        scene.Folder.Write("next.secret", "the next one");
        File.SetUnixFileMode(scene.Folder["next.secret"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        scene.Settings["sources"]?[0]?["webhookSecrets"]?.AsArray().Add($"file:{scene.Folder["next.secret"]}");
        scene.WriteSettings();
        await using var app = await FunctionsProcess.StartAsync(scene);

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Push(Commit)));
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Push(Commit, secret: "the next one")));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(app, scene.Push(Commit, secret: "the one before")));
    }

    [Fact]
    public async Task A_pull_request_to_a_tracked_branch_is_an_event()
    {
        using var scene = await PipelineScene.BeginAsync();
        await using var topic = await TopicServer.StartAsync();
        await using var app = await FunctionsProcess.StartAsync(scene, topic);
        string Body(string branch) => $$"""
            {"action":"opened","number":7,"repository":{"id":{{PipelineScene.RepositoryId}} },
            "pull_request":{"base":{"ref":"{{branch}}","repo":{"id":{{PipelineScene.RepositoryId}} } },"head":{"ref":"x","sha":"{{Commit}}"} } }
            """;

        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(app, scene.Webhook(Body("main"), "pull_request")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, scene.Webhook(Body("other"), "pull_request")));

        Assert.Equal(CloudEventFormat.PullRequestType, TopicServer.TypeOf(Assert.Single(topic.Messages)));
    }

    private static string PushOf(int bytes)
    {
        var body = $$"""{"ref":"refs/heads/main","before":"{{Commit}}","after":"{{Commit}}","repository":{"id":{{PipelineScene.RepositoryId}} },"more":"?"}""";

        return body.Replace("?", new string('x', bytes - Encoding.UTF8.GetByteCount(body) + 1), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> SendAsync(FunctionsProcess app, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await app.SendAsync(request);

            return answer.StatusCode;
        }
    }
}
