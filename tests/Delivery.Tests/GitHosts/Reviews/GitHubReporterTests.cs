using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

public sealed class GitHubReporterTests : ReporterSuite
{
    private GitHubStandIn GitHub => (GitHubStandIn)Host;

    private protected override (string Success, string Failure, string Neutral) Words =>
        ("success", "failure", "neutral");

    private protected override IHostStandIn CreateHost() => new GitHubStandIn(isApp: true);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(120, 3)]
    [InlineData(1100, 20)]
    public async Task Sends_notes_fifty_at_a_time_and_a_thousand_at_most(int count, int requests)
    {
        await Scene.ReportAsync(ReporterScene.Report with { Annotations = ReporterScene.Notes(count) });

        var run = Assert.Single(GitHub.CheckRuns);
        Assert.Equal(requests, Scene.Writes.Count(call => call.Path.Contains("/check-runs", StringComparison.Ordinal)));
        Assert.Equal(
            Enumerable.Range(1, Math.Min(count, 1000)),
            run["annotations"]?.AsArray().Select(note => (int?)note?["start_line"] ?? 0));
        Assert.Equal("failure", (string?)run["conclusion"]);
    }

    [Fact]
    public async Task Goes_on_behind_the_notes_that_are_there()
    {
        var report = ReporterScene.Report with { Annotations = ReporterScene.Notes(180) };
        var patches = 0;
        Scene.Server.Loses = call => call.Method is "PATCH" && call.Path.Contains("/check-runs/", StringComparison.Ordinal)
            && ++patches is 1 or 3;

        Assert.True((await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(report))).MayPass);
        Assert.True((await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(report))).MayPass);
        await Scene.ReportAsync(report);

        var run = Assert.Single(GitHub.CheckRuns);
        Assert.Equal(
            Enumerable.Range(1, 180), run["annotations"]?.AsArray().Select(note => (int?)note?["start_line"] ?? 0));
        Assert.Equal("completed", (string?)run["status"]);
    }

    [Fact]
    public async Task Says_where_in_a_line_and_from_line_to_line()
    {
        await Scene.ReportAsync(ReporterScene.Report with
        {
            Annotations =
            [
                ReporterScene.Note("a.yaml", 3, AnnotationLevel.Warning),
                ReporterScene.Note("a.yaml", 4, AnnotationLevel.Notice) with { EndLine = 6, EndColumn = 1 },
                ReporterScene.Note("a.yaml", 7) with { EndColumn = 7, Title = new('t', 300) },
            ],
        });

        var notes = GitHub.CheckRuns[0]["annotations"]?.AsArray() ?? [];
        Assert.Equal(
            """{"path":"a.yaml","start_line":3,"end_line":3,"start_column":7,"end_column":12,"annotation_level":"warning","""
            + """ "title":"GWP2001: A route sends traffic to a cluster that does not exist","message":"no cluster 3"}"""
                .TrimStart(),
            notes[0]?.ToJsonString());
        Assert.Null(notes[1]?["start_column"]);
        Assert.Equal(6, (int?)notes[1]?["end_line"]);
        Assert.Equal((7, 7), ((int?)notes[2]?["start_column"], (int?)notes[2]?["end_column"]));
    }

    [Fact]
    public async Task Another_verdict_on_the_same_commit_is_another_run_that_stands_for_it()
    {
        await Scene.ReportAsync(ReporterScene.Report);
        await Scene.ReportAsync(ReporterScene.Report with { Verdict = ReviewVerdict.Success, Title = "the base was mended" });

        Assert.Equal(["failure", "success"], GitHub.CheckRuns.Select(run => (string?)run["conclusion"]));
        Assert.Equal("gateway-pipeline/shop", Assert.Single(GitHub.CheckRuns.Select(run => (string?)run["name"]).Distinct()));
    }

    [Fact]
    public async Task A_run_of_another_app_under_the_same_name_is_not_believed()
    {
        await Scene.ReportAsync(ReporterScene.Report);
        GitHub.CheckRuns[0]["app"] = new JsonObject { ["id"] = 1, ["client_id"] = "Iv1.b" };

        await Scene.ReportAsync(ReporterScene.Report);

        Assert.Equal(2, GitHub.CheckRuns.Count);
    }
}

/// <summary>With a token of somebody's, who may make no check runs.</summary>
public sealed class GitHubTokenReporterTests : ReporterSuite
{
    private protected override (string Success, string Failure, string Neutral) Words =>
        ("success", "failure", "success");

    private protected override IHostStandIn CreateHost() => new GitHubStandIn(isApp: false);
}
