using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.Gitea;

/// <summary>Gitea, and Forgejo, which sends the same headers beside its own.</summary>
internal sealed class GiteaHost : IGitHost
{
    public string Name => "gitea";

    public int LongestComment => CommentLimits.Gitea;

    public string? RefOf(int pullRequest) => string.Create(CultureInfo.InvariantCulture, $"refs/pull/{pullRequest}/head");

    public bool IsAuthentic(WebhookDelivery delivery, ImmutableArray<WebhookSecret> secrets, DateTimeOffset now) =>
        WebhookProof.IsSigned(delivery, "X-Gitea-Signature", "", secrets);

    // OWNER/REPOSITORY stands at the end, and before it the path at which Gitea is served.
    public Uri ApiOf(Uri repository) => new(
        $"{repository.Scheme}://{repository.Authority}"
        + $"{string.Concat(repository.Segments.SkipLast(2)).TrimEnd('/')}/api/v1");

    public void SetHeaders(HttpRequestHeaders headers, HostToken? token)
    {
        headers.Accept.ParseAdd("application/json");
        headers.Authorization = token is null ? null : new("token", token.Value);
    }

    public IReviewReporter OpenReporter(HostApi api, TrackedSource source) =>
        new GiteaReporter(api, OwnerAndName.PathOf(HostAccess.RepositoryOf(source)), source.Name);

    public WebhookReading Read(WebhookDelivery delivery) => WebhookJson.Read(
        delivery,
        () => delivery.Header("X-Gitea-Event") switch
        {
            "push" => ReadPush(delivery),
            "delete" => ReadDelete(delivery),
            "pull_request" => ReadPullRequest(delivery),
            null => new WebhookReading.Malformed("it has no header X-Gitea-Event"),
            _ => new WebhookReading.Ignored("only push, delete and pull_request say something about manifests"),
        });

    private static WebhookReading.Pushed ReadPush(WebhookDelivery delivery)
    {
        var push = WebhookJson.Parse(delivery, GiteaJson.Default.GiteaPush);

        return new([new()
        {
            RepositoryId = IdOf(push.Repository),
            Ref = WebhookJson.Ref(push.Ref, "ref"),
            Before = WebhookJson.CommitOrNull(push.Before, "before"),
            After = WebhookJson.CommitOrNull(push.After, "after"),
            DeliveryId = DeliveryOf(delivery),
        }]);
    }

    // A branch that goes is no push here.
    private static WebhookReading.Pushed ReadDelete(WebhookDelivery delivery)
    {
        var gone = WebhookJson.Parse(delivery, GiteaJson.Default.GiteaDelete);
        var folder = gone.RefType switch
        {
            "branch" => "refs/heads/",
            "tag" => "refs/tags/",
            _ => throw new WebhookException("its ref_type is neither branch nor tag"),
        };

        return new([new()
        {
            RepositoryId = IdOf(gone.Repository),
            Ref = WebhookJson.Ref(folder + WebhookJson.Need(gone.Ref, "ref"), "ref"),
            DeliveryId = DeliveryOf(delivery),
        }]);
    }

    private static WebhookReading ReadPullRequest(WebhookDelivery delivery)
    {
        var happened = WebhookJson.Parse(delivery, GiteaJson.Default.GiteaPullRequestEvent);

        return happened.Action is "opened" or "reopened" or "synchronized"
            || (happened.Action is "edited" && happened.Changes?.Ref is not null)
            ? new WebhookReading.Proposed(new()
            {
                RepositoryId = IdOf(happened.Repository),
                Number = WebhookJson.Number(happened.Number, "number"),
                BaseRef = WebhookJson.Branch(happened.PullRequest?.Base?.Ref, "pull_request.base.ref"),
                HeadCommit = WebhookJson.Commit(happened.PullRequest?.Head?.Sha, "pull_request.head.sha"),
                DeliveryId = DeliveryOf(delivery),
            })
            : new WebhookReading.Ignored("what the pull request would merge has not changed");
    }

    private static string IdOf(GiteaRepository? repository) =>
        WebhookJson.Need(repository?.Id, "repository.id").ToString(CultureInfo.InvariantCulture);

    private static string DeliveryOf(WebhookDelivery delivery) =>
        WebhookJson.Id(delivery.Header("X-Gitea-Delivery"), "header X-Gitea-Delivery");
}
