using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>What holds at every host.</summary>
public abstract class ReporterSuite : IAsyncLifetime
{
    private protected ReporterScene Scene { get; private set; } = null!;

    private protected IHostStandIn Host { get; private set; } = null!;

    private static ReviewReport Report => ReporterScene.Report;

    public async ValueTask InitializeAsync()
    {
        Host = CreateHost();
        Scene = await ReporterScene.StartAsync(Host);
    }

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract IHostStandIn CreateHost();

    /// <summary>The host's words for a success, a failure, and nothing to judge.</summary>
    private protected abstract (string Success, string Failure, string Neutral) Words { get; }

    [Fact]
    public async Task Shows_each_verdict_on_the_commit_that_was_looked_at()
    {
        foreach (var (verdict, word) in new[]
        {
            (ReviewVerdict.Failure, Words.Failure),
            (ReviewVerdict.Success, Words.Success),
            (ReviewVerdict.Neutral, Words.Neutral),
        })
        {
            await Scene.ReportAsync(Report with { Verdict = verdict, Title = $"it is a {verdict}" });

            Assert.Equal(word, Host.Verdict);
        }

        var status = Scene.Writes.First().Body?.ToJsonString() ?? "";
        Assert.Contains("shop", status, StringComparison.Ordinal);
        Assert.Contains("it is a Failure", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comments_once_and_the_second_time_there_is_nothing_to_do()
    {
        await Scene.ReportAsync(Report);
        var writes = Scene.Writes.Count();
        await Scene.ReportAsync(Report);

        Assert.Equal([Report.SummaryMarkdown], Host.Comments);
        Assert.Equal(writes, Scene.Writes.Count());
    }

    [Fact]
    public async Task Edits_its_comment_when_there_is_something_else_to_say()
    {
        Host.Comment("Looks good to me");
        await Scene.ReportAsync(Report);
        var next = Report with { SummaryMarkdown = $"{Report.Marker}\nno error any more", Title = "no errors", Annotations = [] };
        await Scene.ReportAsync(next);

        Assert.Equal(["Looks good to me", next.SummaryMarkdown], Host.Comments);
    }

    [Fact]
    public async Task Finds_its_comment_behind_hundreds_of_others()
    {
        for (var i = 0; i < 250; i++)
        {
            Host.Comment($"comment {i}");
        }

        await Scene.ReportAsync(Report);
        await Scene.ReportAsync(Report with { SummaryMarkdown = $"{Report.Marker}\nother", Title = "other" });

        Assert.Equal(251, Host.Comments.Count);
        Assert.Equal($"{Report.Marker}\nother", Host.Comments[^1]);
    }

    [Fact]
    public async Task Does_not_edit_what_somebody_else_wrote_under_its_marker()
    {
        var forged = $"{Report.Marker}\nAll is well, merge it.";
        Host.Comment(forged);

        await Scene.ReportAsync(Report);

        Assert.Equal([forged, Report.SummaryMarkdown], Host.Comments);
    }

    [Fact]
    public async Task Leaves_the_comment_to_a_later_push()
    {
        Host.Head = "ffffffffffffffffffffffffffffffffffffffff";

        await Scene.ReportAsync(Report);

        Assert.Empty(Host.Comments);
    }

    [Fact]
    public async Task Shows_its_token_and_says_who_it_is_with_every_request()
    {
        await Scene.ReportAsync(Report);

        Assert.All(
            Scene.Server.Calls.Where(call => !call.Path.EndsWith("/access_tokens", StringComparison.Ordinal)),
            call => Assert.Equal(Host.Authorization, call.Headers["Authorization"]));
        Assert.All(Scene.Server.Calls, call => Assert.Equal("GatewayPipeline", call.Headers["User-Agent"]));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task Waits_as_long_as_a_busy_host_asks_for(int status)
    {
        var refused = 0;
        Scene.Server.Before = _ => refused++ % 3 == 0
            ? HostReply.Problem(status, "You have exceeded a secondary rate limit", ("Retry-After", "2"))
            : null;

        await Scene.ReportAsync(Report with { Annotations = [] });

        Assert.Equal([Report.SummaryMarkdown], Host.Comments);
        Assert.True(Scene.Time.Waited >= TimeSpan.FromSeconds(2 * (refused / 3)), $"waited {Scene.Time.Waited}");
    }

    [Fact]
    public async Task Comes_back_later_rather_than_waiting_for_an_hour()
    {
        Scene.Server.Before = _ => HostReply.Problem(
            403,
            "API rate limit exceeded",
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", $"{Scene.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}"));

        var exception = await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(Report));

        Assert.True(exception.MayPass);
        Assert.Contains("come back in 3600 s", exception.Message, StringComparison.Ordinal);
        Assert.Single(Scene.Server.Calls);
        Assert.Equal(TimeSpan.Zero, Scene.Time.Waited);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Asks_a_broken_host_a_few_times_and_gives_up(int status)
    {
        Scene.Server.Before = call => call.Method is "GET" ? HostReply.Problem(status, "Server Error") : null;

        var exception = await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(Report));

        Assert.True(exception.MayPass);
        Assert.Contains($"{status}", exception.Message, StringComparison.Ordinal);
        Assert.Equal(5, Scene.Server.Calls.Count(call => call.Method is "GET"));
    }

    [Theory]
    [InlineData(401, "not valid")]
    [InlineData(403, "docs/git-hosts.md")]
    [InlineData(404, "may not see it")]
    [InlineData(422, "Validation Failed")]
    [InlineData(301, "not followed")]
    public async Task Says_what_a_host_refuses_and_does_not_try_again(int status, string help)
    {
        Scene.Server.Before = call => call.Path.EndsWith("/access_tokens", StringComparison.Ordinal)
            ? null
            : HostReply.Problem(status, "Validation Failed", ("Location", "https://elsewhere.example.com/"));

        var exception = await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(Report));

        Assert.False(exception.MayPass);
        Assert.Contains(help, exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, Scene.Server.Calls.Count(call => !call.Path.EndsWith("/access_tokens", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Shows_no_token_that_a_host_repeats()
    {
        Scene.Server.Before = call => HostReply.Problem(400, $"what is '{call.Headers["Authorization"]}'?\u001b[2J");

        var exception = await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(Report));

        Assert.DoesNotContain(ReporterScene.Token, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ReporterScene.InstallationToken, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Host.Authorization.Split(' ')[1], exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("null")]
    [InlineData("[[[1")]
    public async Task Says_that_an_answer_is_none(string answer)
    {
        Scene.Server.Before = call => call.Method is "GET" ? new(200, answer) : null;

        var exception = await Assert.ThrowsAsync<GitHostException>(() => Scene.ReportAsync(Report));

        Assert.Contains("documented", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_answer_is_lost_there_is_one_comment_and_one_verdict_in_the_end()
    {
        await Scene.ReportAsync(Report with { SummaryMarkdown = $"{Report.Marker}\nbefore", Title = "before" });
        for (var lost = 0; lost < 12; lost++)
        {
            var (left, report) = (lost, Report with { Title = $"title {lost}", SummaryMarkdown = $"{Report.Marker}\n{lost}" });
            Scene.Server.Loses = call => call.Method is not "GET"
                && !call.Path.EndsWith("/access_tokens", StringComparison.Ordinal) && left-- == 0;
            for (var attempt = 0; attempt < 5; attempt++)
            {
                try
                {
                    await Scene.ReportAsync(report);
                    break;
                }
                catch (GitHostException exception) when (exception.MayPass)
                {
                    // The message comes again.
                }
            }

            Assert.Equal([report.SummaryMarkdown], Host.Comments);
            Assert.Equal(Words.Failure, Host.Verdict);
        }
    }

    private protected static JsonNode Body(HostCall call) => call.Body ?? throw new InvalidDataException(call.What);
}
