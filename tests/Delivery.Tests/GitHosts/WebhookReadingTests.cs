using System.Text;
using GatewayPipeline.Delivery.GitHosts;

namespace GatewayPipeline.Delivery.Tests.GitHosts;

public sealed class WebhookReadingTests
{
    private const string AzureRepository = "278d5cd2-584d-4b63-824a-2ba458937249";

    public static TheoryData<string, string, string, string?, string?> Pushes => new()
    {
        { "github", "refs/heads/main", "186853002", Webhooks.Before, Webhooks.Commit },
        { "github", "refs/heads/new/branch", "186853002", null, Webhooks.Commit },
        { "github", "refs/heads/gone", "186853002", Webhooks.Before, null },
        { "github", "refs/tags/v1.2", "186853002", null, Webhooks.Commit },
        { "gitlab", "refs/heads/main", "15", Webhooks.Before, Webhooks.Commit },
        { "gitlab", "refs/heads/new/branch", "15", null, Webhooks.Commit },
        { "gitlab", "refs/heads/gone", "15", Webhooks.Before, null },
        { "gitlab", "refs/tags/v1.2", "15", null, Webhooks.Commit },
        { "azure-devops", "refs/heads/main", AzureRepository, Webhooks.Before, Webhooks.Commit },
        { "azure-devops", "refs/heads/new/branch", AzureRepository, null, Webhooks.Commit },
        { "azure-devops", "refs/heads/gone", AzureRepository, Webhooks.Before, null },
        { "azure-devops", "refs/tags/v1.2", AzureRepository, null, Webhooks.Commit },
        { "gitea", "refs/heads/main", "140", Webhooks.Before, Webhooks.Commit },
        { "gitea", "refs/heads/new/branch", "140", null, Webhooks.Commit },
        { "gitea", "refs/tags/gone", "140", Webhooks.Before, null },
    };

    [Theory]
    [MemberData(nameof(Pushes))]
    public void Says_which_ref_moved(string host, string reference, string repository, string? before, string? after)
    {
        var (old, now) = (before ?? Webhooks.Nothing, after ?? Webhooks.Nothing);

        AssertPushed(
            host switch
            {
                "github" => Webhooks.GitHub("push", WebhookBodies.GitHubPush(reference, old, now)),
                "gitlab" => Webhooks.GitLab(WebhookBodies.GitLabPush(
                    reference.StartsWith("refs/tags/", StringComparison.Ordinal) ? "tag_push" : "push", reference, old, now)),
                "azure-devops" => Webhooks.AzureDevOps(
                    WebhookBodies.AzureDevOpsPush(WebhookBodies.AzureDevOpsUpdate(reference, old, now))),
                _ => Webhooks.Gitea("push", WebhookBodies.GiteaPush(reference, old, now)),
            },
            host,
            Move(repository, reference, before, after));
    }

    [Fact]
    public void Says_every_ref_that_one_push_moved() => AssertPushed(
        Webhooks.AzureDevOps(WebhookBodies.AzureDevOpsPush(
            WebhookBodies.AzureDevOpsUpdate() + "," + WebhookBodies.AzureDevOpsUpdate("refs/heads/edge"))),
        "azure-devops",
        Move(AzureRepository, "refs/heads/main", Webhooks.Before, Webhooks.Commit),
        Move(AzureRepository, "refs/heads/edge", Webhooks.Before, Webhooks.Commit));

    [Theory]
    [InlineData("branch", "refs/heads/a/b")]
    [InlineData("tag", "refs/tags/a/b")]
    public void A_branch_of_Gitea_goes_without_a_push(string kind, string reference) => AssertPushed(
        Webhooks.Gitea("delete", WebhookBodies.GiteaDelete("a/b", kind)),
        "gitea",
        Move("140", reference, null, null));

    public static TheoryData<string, string, string> PullRequests => new()
    {
        { "github", "pull_request", WebhookBodies.GitHubPullRequest() },
        { "github", "pull_request", WebhookBodies.GitHubPullRequest("reopened") },
        { "github", "pull_request", WebhookBodies.GitHubPullRequest("synchronize") },
        {
            "github", "pull_request",
            WebhookBodies.GitHubPullRequest("edited", """ "changes": {"base": {"ref": {"from": "edge"}}}, """)
        },
        { "github", "check_run", WebhookBodies.GitHubCheckRun() },
        { "gitlab", "", WebhookBodies.GitLabMergeRequest() },
        { "gitlab", "", WebhookBodies.GitLabMergeRequest("reopen") },
        { "gitlab", "", WebhookBodies.GitLabMergeRequest("update", $"\"oldrev\": \"{Webhooks.Before}\",") },
        {
            "gitlab", "",
            WebhookBodies.GitLabMergeRequest(
                "update", changes: """{"target_branch": {"previous": "edge", "current": "main"}}""")
        },
        { "azure-devops", "", WebhookBodies.AzureDevOpsPullRequest() },
        { "azure-devops", "", WebhookBodies.AzureDevOpsPullRequest("updated") },
        { "gitea", "pull_request", WebhookBodies.GiteaPullRequest() },
        { "gitea", "pull_request", WebhookBodies.GiteaPullRequest("reopened") },
        { "gitea", "pull_request", WebhookBodies.GiteaPullRequest("synchronized") },
        {
            "gitea", "pull_request",
            WebhookBodies.GiteaPullRequest("edited", """ "changes": {"ref": {"from": "edge"}}, """)
        },
    };

    [Theory]
    [MemberData(nameof(PullRequests))]
    public void Says_which_pull_request_would_merge_something_else_now(string host, string happened, string body)
    {
        var repository = host switch
        {
            "github" => "186853002",
            "gitlab" => "15",
            "azure-devops" => AzureRepository,
            _ => "140",
        };

        var reading = Read(host, Delivery(host, happened, body));

        Assert.Equal(
            new WebhookReading.Proposed(new()
            {
                RepositoryId = repository,
                Number = 2,
                BaseRef = "refs/heads/main",
                HeadCommit = Webhooks.Commit,
                DeliveryId = Webhooks.Id,
            }),
            reading);
    }

    public static TheoryData<string, string, string> Others => new()
    {
        { "github", "pull_request", WebhookBodies.GitHubPullRequest("labeled") },
        { "github", "pull_request", WebhookBodies.GitHubPullRequest("closed") },
        {
            "github", "pull_request",
            WebhookBodies.GitHubPullRequest("edited", """ "changes": {"title": {"from": "Old"}}, """)
        },
        { "github", "check_run", WebhookBodies.GitHubCheckRun("completed") },
        { "github", "issues", """{"action": "opened"}""" },
        { "github", "a-word-of-next-year", "no json" },
        { "gitlab", "", WebhookBodies.GitLabMergeRequest("approved") },
        { "gitlab", "", WebhookBodies.GitLabMergeRequest("update", changes: """{"draft": {"current": false}}""") },
        { "gitlab", "", """{"object_kind": "pipeline"}""" },
        { "azure-devops", "", WebhookBodies.AzureDevOpsPullRequest("updated", "completed") },
        { "azure-devops", "", WebhookBodies.AzureDevOpsPullRequest("merged") },
        { "azure-devops", "", """{"eventType": "build.complete"}""" },
        { "gitea", "create", """{"ref": "main", "ref_type": "branch", "repository": {"id": 140}}""" },
        { "gitea", "pull_request", WebhookBodies.GiteaPullRequest("label_updated") },
        { "gitea", "pull_request", WebhookBodies.GiteaPullRequest("edited", """ "changes": {"body": {}}, """) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Says_why_it_ignores_what_is_about_something_else(string host, string happened, string body) =>
        Assert.NotEmpty(Assert.IsType<WebhookReading.Ignored>(Read(host, Delivery(host, happened, body))).Reason);

    [Fact]
    public void A_ping_is_a_ping() =>
        Assert.IsType<WebhookReading.Ping>(Read("github", Webhooks.GitHub("ping", """{"zen": "Speak like a human."}""")));

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "github", "push", "", "line 1, byte 1" },
        { "github", "push", "null", "is null" },
        { "github", "push", "[1]", "no JSON of the form" },
        { "github", "push", "{}", "no repository.id" },
        { "github", "push", """{"repository": {"id": 1}}""", "no ref" },
        { "github", "push", """{"repository": {"id": 1}, "repository": {"id": 2}}""", "no JSON of the form" },
        { "github", "push", """{"repository": {"id": "186853002"}}""", "no JSON of the form" },
        { "github", "push", WebhookBodies.GitHubPush("main"), "'main' is no ref in full" },
        { "github", "push", WebhookBodies.GitHubPush("refs/heads/../../a"), "is no ref in full" },
        { "github", "push", WebhookBodies.GitHubPush("refs/heads/a\\u0007b"), "a" + "U+0007" + "b" },
        { "github", "push", WebhookBodies.GitHubPush("refs/heads/\\ud800"), "no JSON of the form" },
        { "github", "push", WebhookBodies.GitHubPush(after: "main"), "after 'main' is no commit's id" },
        { "github", "push", WebhookBodies.GitHubPush(after: Webhooks.Commit.ToUpperInvariant()), "no commit's id" },
        { "github", "push", Nested(WebhookLimits.Depth + 1), "no JSON of the form" },
        { "github", "pull_request", Changed("\"number\": 2", "\"number\": -2"), "no pull request's number" },
        { "github", "pull_request", Changed("\"number\": 2", "\"number\": 2147483648"), "no pull request's number" },
        { "github", "pull_request", Changed(Webhooks.Commit, Webhooks.Nothing), "head.sha names no commit" },
        { "gitlab", "", "{}", "no object_kind" },
        { "azure-devops", "", "{}", "no eventType" },
        { "azure-devops", "", WebhookBodies.AzureDevOpsPush(""), "choose all resource details" },
        { "azure-devops", "", WebhookBodies.AzureDevOpsPush("null"), "no resource.refUpdates.name" },
        { "gitea", "delete", WebhookBodies.GiteaDelete(kind: "note"), "neither branch nor tag" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Says_what_is_wrong_with_a_body(string host, string happened, string body, string reason)
    {
        var malformed = Assert.IsType<WebhookReading.Malformed>(Read(host, Delivery(host, happened, body)));

        Assert.Contains(reason, malformed.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(malformed.Reason, char.IsControl);
    }

    [Fact]
    public void Parses_a_body_of_a_mebibyte_and_no_longer_one()
    {
        var push = WebhookBodies.GitHubPush();
        var longest = push + new string(' ', WebhookLimits.ParsedBytes - push.Length);

        Assert.IsType<WebhookReading.Pushed>(Read("github", Webhooks.GitHub("push", longest)));
        Assert.Contains(
            "1048577 bytes",
            Assert.IsType<WebhookReading.Malformed>(Read("github", Webhooks.GitHub("push", longest + " "))).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Says_how_to_have_forms_sent_as_json()
    {
        WebhookDelivery form = new(
            [
                new("x-github-event", ["push"]),
                new("x-github-delivery", [Webhooks.Id]),
                new("content-type", ["application/x-www-form-urlencoded"]),
            ],
            Encoding.UTF8.GetBytes("payload=%7B%7D"));

        Assert.Contains(
            "choose that content type",
            Assert.IsType<WebhookReading.Malformed>(Read("github", form)).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("../a")]
    public void An_id_that_no_host_writes_is_none(string id) => Assert.Contains(
        "X-GitHub-Delivery",
        Assert.IsType<WebhookReading.Malformed>(Read("github", Webhooks.Delivery(
            WebhookBodies.GitHubPush(), ("X-GitHub-Event", "push"), ("X-GitHub-Delivery", id)))).Reason,
        StringComparison.Ordinal);

    private static string Changed(string from, string to) =>
        WebhookBodies.GitHubPullRequest().Replace(from, to, StringComparison.Ordinal);

    private static string Nested(int depth) =>
        "{\"commits\": " + new string('[', depth) + new string(']', depth) + "}";

    private static RefMove Move(string repository, string reference, string? before, string? after) => new()
    {
        RepositoryId = repository,
        Ref = reference,
        Before = before,
        After = after,
        DeliveryId = Webhooks.Id,
    };

    private static WebhookDelivery Delivery(string host, string happened, string body) => host switch
    {
        "github" => Webhooks.GitHub(happened, body),
        "gitlab" => Webhooks.GitLab(body),
        "azure-devops" => Webhooks.AzureDevOps(body),
        _ => Webhooks.Gitea(happened, body),
    };

    private static WebhookReading Read(string host, WebhookDelivery delivery) => Host(host).Read(delivery);

    private static IGitHost Host(string name)
    {
        var host = GitHostCatalog.Find(name);
        Assert.NotNull(host);

        return host;
    }

    private static void AssertPushed(WebhookDelivery delivery, string host, params RefMove[] moves) =>
        Assert.Equal(moves, Assert.IsType<WebhookReading.Pushed>(Read(host, delivery)).Moves);
}
