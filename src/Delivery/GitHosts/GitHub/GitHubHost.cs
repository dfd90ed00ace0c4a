using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

/// <summary>github.com and GitHub Enterprise Server.</summary>
internal sealed class GitHubHost : IGitHost
{
    public string Name => "github";

    public int LongestComment => CommentLimits.GitHub;

    public string? RefOf(int pullRequest) => string.Create(CultureInfo.InvariantCulture, $"refs/pull/{pullRequest}/head");

    // The older X-Hub-Signature is SHA-1 and never looked at.
    public bool IsAuthentic(WebhookDelivery delivery, ImmutableArray<WebhookSecret> secrets, DateTimeOffset now) =>
        WebhookProof.IsSigned(delivery, "X-Hub-Signature-256", "sha256=", secrets);

    // Those of GitHub Enterprise Cloud with their own domain have the interface before it, a server has it below.
    public Uri ApiOf(Uri repository) =>
        repository.Host is "github.com" or "www.github.com" ? new("https://api.github.com")
        : repository.Host.EndsWith(".ghe.com", StringComparison.Ordinal) ? new($"https://api.{repository.Host}")
        : new($"{repository.Scheme}://{repository.Authority}/api/v3");

    public void SetHeaders(HttpRequestHeaders headers, HostToken? token)
    {
        headers.Accept.ParseAdd("application/vnd.github+json");
        headers.Add("X-GitHub-Api-Version", "2022-11-28");
        headers.Authorization = token is null ? null : new("Bearer", token.Value);
    }

    public IReviewReporter OpenReporter(HostApi api, TrackedSource source) =>
        new GitHubReporter(api, OwnerAndName.PathOf(HostAccess.RepositoryOf(source)), source.Name);

    public WebhookReading Read(WebhookDelivery delivery) => WebhookJson.Read(
        delivery,
        () => delivery.Header("X-GitHub-Event") switch
        {
            "push" => ReadPush(delivery),
            "pull_request" => ReadPullRequest(delivery),
            "check_run" => ReadCheckRun(delivery),
            "ping" => new WebhookReading.Ping(),
            null => new WebhookReading.Malformed("it has no header X-GitHub-Event"),
            _ => new WebhookReading.Ignored("only push, pull_request and check_run say something about manifests"),
        });

    private static WebhookReading.Pushed ReadPush(WebhookDelivery delivery)
    {
        var push = WebhookJson.Parse(delivery, GitHubJson.Default.GitHubPush);

        return new([new()
        {
            RepositoryId = IdOf(push.Repository),
            Ref = WebhookJson.Ref(push.Ref, "ref"),
            Before = WebhookJson.CommitOrNull(push.Before, "before"),
            After = WebhookJson.CommitOrNull(push.After, "after"),
            DeliveryId = DeliveryOf(delivery),
        }]);
    }

    private static WebhookReading ReadPullRequest(WebhookDelivery delivery)
    {
        var happened = WebhookJson.Parse(delivery, GitHubJson.Default.GitHubPullRequestEvent);

        return happened.Action is "opened" or "reopened" or "synchronize"
            || (happened.Action is "edited" && happened.Changes?.Base is not null)
            ? Proposed(
                delivery,
                happened.Repository,
                happened.Number,
                happened.PullRequest?.Base,
                happened.PullRequest?.Head)
            : new WebhookReading.Ignored("what the pull request would merge has not changed");
    }

    // Somebody asks for it by the button beside the check.
    private static WebhookReading ReadCheckRun(WebhookDelivery delivery)
    {
        var happened = WebhookJson.Parse(delivery, GitHubJson.Default.GitHubCheckRunEvent);

        return happened is { Action: "rerequested", CheckRun.PullRequests: [{ } request, ..] }
            ? Proposed(delivery, happened.Repository, request.Number, request.Base, request.Head)
            : new WebhookReading.Ignored("nobody asks for a check of a pull request again");
    }

    private static WebhookReading.Proposed Proposed(
        WebhookDelivery delivery, GitHubRepository? repository, long? number, GitHubBranch? onto, GitHubBranch? head) =>
        new(new()
        {
            RepositoryId = IdOf(repository),
            Number = WebhookJson.Number(number, "number"),
            BaseRef = WebhookJson.Branch(onto?.Ref, "base.ref"),
            HeadCommit = WebhookJson.Commit(head?.Sha, "head.sha"),
            DeliveryId = DeliveryOf(delivery),
        });

    private static string IdOf(GitHubRepository? repository) =>
        WebhookJson.Need(repository?.Id, "repository.id").ToString(CultureInfo.InvariantCulture);

    private static string DeliveryOf(WebhookDelivery delivery) =>
        WebhookJson.Id(delivery.Header("X-GitHub-Delivery"), "header X-GitHub-Delivery");
}
