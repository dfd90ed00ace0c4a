using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

public sealed class GitLabReporterTests : ReporterSuite
{
    private GitLabStandIn GitLab => (GitLabStandIn)Host;

    private protected override (string Success, string Failure, string Neutral) Words => ("success", "failed", "success");

    private IEnumerable<JsonObject> Threads => GitLab.Discussions
        .Where(each => (bool?)each["individual_note"] is false)
        .Select(GitLabStandIn.Note);

    private protected override IHostStandIn CreateHost() => new GitLabStandIn();

    [Fact]
    public async Task Begins_a_thread_on_a_line_that_was_changed_and_none_elsewhere()
    {
        await Scene.ReportAsync(ReporterScene.Report);

        var begun = Assert.Single(Scene.Writes, call => call.Path.EndsWith("/discussions", StringComparison.Ordinal)
            && (string?)call.Body?["position"]?["new_path"] is "a.yaml");
        Assert.Equal(
            $$"""{"position_type":"text","base_sha":"{{Webhooks.Before}}","start_sha":"{{Webhooks.Before}}","""
            + $$"""
            "head_sha":"{{Webhooks.Commit}}","new_path":"a.yaml","old_path":"a.yaml","new_line":3}
            """,
            Body(begun)["position"]?.ToJsonString());
        Assert.Contains("```text\nGWP2001", begun.Text("body"), StringComparison.Ordinal);
        Assert.Single(Threads);
    }

    [Fact]
    public async Task Closes_a_thread_whose_error_is_gone_and_opens_it_when_the_error_comes_back()
    {
        await Scene.ReportAsync(ReporterScene.Report);
        await Scene.ReportAsync(ReporterScene.Report with { Annotations = [], Title = "none" });
        Assert.Equal(true, (bool?)Assert.Single(Threads)["resolved"]);

        await Scene.ReportAsync(ReporterScene.Report);
        Assert.Equal(false, (bool?)Assert.Single(Threads)["resolved"]);
    }

    [Fact]
    public async Task What_a_person_has_closed_stays_closed()
    {
        await Scene.ReportAsync(ReporterScene.Report);
        var thread = Threads.Single();
        thread["resolved"] = true;
        thread["resolved_by"] = new JsonObject { ["id"] = 7 };

        await Scene.ReportAsync(ReporterScene.Report);

        Assert.Equal(true, (bool?)Assert.Single(Threads)["resolved"]);
    }

    [Fact]
    public async Task A_line_that_moves_takes_its_thread_along()
    {
        await Scene.ReportAsync(ReporterScene.Report);
        await Scene.ReportAsync(ReporterScene.Report with
        {
            Title = "moved", Annotations = [ReporterScene.Note("a.yaml", 3) with { Line = 9, EndLine = 9 }],
        });

        Assert.Equal(false, (bool?)Assert.Single(Threads)["resolved"]);
    }

    [Fact]
    public async Task Has_twenty_threads_at_most_and_only_of_new_errors()
    {
        await Scene.ReportAsync(ReporterScene.Report with
        {
            Annotations =
            [
                ReporterScene.Note("a.yaml", 200, AnnotationLevel.Warning),
                ReporterScene.Note("a.yaml", 201) with { IsNew = false },
                .. ReporterScene.Notes(30),
            ],
        });

        Assert.Equal(20, Threads.Count());
        Assert.All(
            Threads,
            note => Assert.DoesNotContain("no cluster 20", ((string?)note["body"] ?? "").Replace(
                "no cluster 20\n", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_of_a_manifest_stays_text()
    {
        var note = ReporterScene.Note("a.yaml", 3) with { Message = "````\n<img src=x> @everyone" };

        await Scene.ReportAsync(ReporterScene.Report with { Annotations = [note] });

        var body = (string?)Threads.Single()["body"] ?? "";
        Assert.Contains("\n`````text\n", body, StringComparison.Ordinal);
        Assert.EndsWith("@everyone\n`````", body, StringComparison.Ordinal);
    }
}
