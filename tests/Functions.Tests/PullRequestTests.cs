using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Functions.Tests.Scene;
using GatewayPipeline.StoreServers;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Functions.Tests;

/// <summary>A pull request is reviewed from git, by its own ref, and shown at its host.</summary>
public sealed class PullRequestTests
{
    private const string Token = "a-token-of-the-host";
    private readonly ConcurrentQueue<(string Path, JsonNode? Body)> posted = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "failure")]
    [InlineData(false, "success")]
    public async Task A_review_is_shown_and_nothing_is_published(bool isBroken, string state)
    {
        using var scene = await PipelineScene.BeginAsync();
        scene.Commit("one");
        scene.Repository.Run("checkout", "--quiet", "-b", "proposal");
        var head = isBroken ? scene.CommitPoison() : scene.Commit("two");
        scene.Repository.Run("update-ref", "refs/pull/7/head", head);
        scene.Repository.Run("checkout", "--quiet", "main");
        await using var server = await GitServer.StartAsync(Path.GetDirectoryName(scene.Repository.FullPath) ?? "/");
        server.Instead = context => AnswerAsync(context, head);
        var name = Path.GetFileName(scene.Repository.FullPath);
        var source = Assert.IsType<JsonObject>(scene.Settings["sources"]?[0]);
        source["host"] = "gitea";
        source["repository"] = $"{server.Address}acme/{name}/.git";
        source["credential"] = new JsonObject { ["token"] = "env:HOST_TOKEN" };
        scene.WriteSettings();
        await using var app = await FunctionsProcess.StartAsync(scene, more: new() { ["HOST_TOKEN"] = Token });

        // What the event says of the head is a hint.
        var message = Encoding.UTF8.GetString(CloudEventFormat.Write(
            new PipelineEvent.PullRequest(PipelineScene.Source, 7, PipelineScene.Main, new string('0', 40)),
            DateTimeOffset.UtcNow));
        using var done = await app.InvokeAsync("CheckPullRequest", message);
        var text = await done.Content.ReadAsStringAsync(Cancellation);

        Assert.True(done.StatusCode is HttpStatusCode.OK, text);
        Assert.Contains($"Pull request 7 of shop, commit {head[..12]}", text, StringComparison.Ordinal);
        var status = Assert.Single(posted, post => post.Path.EndsWith($"/statuses/{head}", StringComparison.Ordinal));
        Assert.Equal(state, (string?)status.Body?["state"]);
        Assert.Single(posted, post => post.Path.EndsWith("/issues/7/comments", StringComparison.Ordinal));
        Assert.Null(await scene.HeadAsync());
        Assert.DoesNotContain(Token, app.Output + app.Errors, StringComparison.Ordinal);
    }

    /// <summary>The used part of Gitea's interface; git's own requests go on to git.</summary>
    private async Task<bool> AnswerAsync(HttpContext context, string head)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.Contains("/api/v1/", StringComparison.Ordinal))
        {
            context.Request.Path = path.Replace("/acme/", "/", StringComparison.Ordinal);

            return false;
        }

        Assert.Equal($"token {Token}", context.Request.Headers.Authorization.ToString());
        if (context.Request.Method is "POST")
        {
            posted.Enqueue((path, await JsonNode.ParseAsync(context.Request.Body)));
            context.Response.StatusCode = StatusCodes.Status201Created;
        }

        await context.Response.WriteAsJsonAsync<JsonNode>(
            path.EndsWith("/pulls/7", StringComparison.Ordinal) ? new JsonObject { ["head"] = new JsonObject { ["sha"] = head } }
            : path.EndsWith("/user", StringComparison.Ordinal) ? new JsonObject { ["id"] = 1 }
            : context.Request.Method is "POST" ? new JsonObject { ["id"] = 1 }
            : new JsonArray());

        return true;
    }
}
