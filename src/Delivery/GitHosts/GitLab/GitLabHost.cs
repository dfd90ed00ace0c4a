using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.GitLab;

/// <summary>gitlab.com and GitLab of one's own.</summary>
internal sealed class GitLabHost : IGitHost
{
    public string Name => "gitlab";

    public int LongestComment => CommentLimits.GitLab;

    public string? RefOf(int pullRequest) => string.Create(CultureInfo.InvariantCulture, $"refs/merge-requests/{pullRequest}/head");

    /// <summary>
    /// A secret that begins with <c>whsec_</c> is a signing token and vouches by a signature alone; any other is a
    /// secret token and is shown as it is. So who has signing tokens only cannot be talked to with less.
    /// </summary>
    public bool IsAuthentic(WebhookDelivery delivery, ImmutableArray<WebhookSecret> secrets, DateTimeOffset now)
    {
        var token = Encoding.UTF8.GetBytes(delivery.Header("X-Gitlab-Token") ?? "");
        var signature = StandardSignature.Of(delivery, now);

        return WebhookProof.AnyVouches(secrets, secret => StandardSignature.KeyOf(secret) is { } key
            ? signature.IsBy(key)
            : WebhookProof.IsShown(token, secret));
    }

    // Groups lie in groups: a GitLab below a path of its server cannot be told from a group.
    public Uri ApiOf(Uri repository) => new($"{repository.Scheme}://{repository.Authority}/api/v4");

    public void SetHeaders(HttpRequestHeaders headers, HostToken? token)
    {
        headers.Accept.ParseAdd("application/json");
        headers.Authorization = token is null ? null : new("Bearer", token.Value);
    }

    public IReviewReporter OpenReporter(HostApi api, TrackedSource source) =>
        new GitLabReporter(api, $"projects/{Uri.EscapeDataString(source.RepositoryId)}", source.Name);

    // The body, unlike the header X-Gitlab-Event, is signed, and says what it is.
    public WebhookReading Read(WebhookDelivery delivery) => WebhookJson.Read(
        delivery,
        () =>
        {
            var happened = WebhookJson.Parse(delivery, GitLabJson.Default.GitLabEvent);

            return happened.ObjectKind switch
            {
                "push" or "tag_push" => ReadPush(delivery, happened),
                "merge_request" => ReadMergeRequest(delivery, happened),
                null => new WebhookReading.Malformed("it has no object_kind"),
                _ => new WebhookReading.Ignored("only pushes, tags and merge requests say something about manifests"),
            };
        });

    private static WebhookReading.Pushed ReadPush(WebhookDelivery delivery, GitLabEvent push) => new([new()
    {
        RepositoryId = IdOf(push.ProjectId, "project_id"),
        Ref = WebhookJson.Ref(push.Ref, "ref"),
        Before = WebhookJson.CommitOrNull(push.Before, "before"),
        After = WebhookJson.CommitOrNull(push.After, "after"),
        DeliveryId = DeliveryOf(delivery),
    }]);

    private static WebhookReading ReadMergeRequest(WebhookDelivery delivery, GitLabEvent happened)
    {
        var request = WebhookJson.Need(happened.ObjectAttributes, "object_attributes");

        // Of many updates, the one with new commits has the commit before them.
        return request.Action is "open" or "reopen"
            || (request.Action is "update"
                && (request.Oldrev is not null || happened.Changes?.TargetBranch is not null))
            ? new WebhookReading.Proposed(new()
            {
                RepositoryId = IdOf(request.TargetProjectId, "object_attributes.target_project_id"),
                Number = WebhookJson.Number(request.Iid, "object_attributes.iid"),
                BaseRef = WebhookJson.Branch(request.TargetBranch, "object_attributes.target_branch"),
                HeadCommit = WebhookJson.Commit(request.LastCommit?.Id, "object_attributes.last_commit.id"),
                DeliveryId = DeliveryOf(delivery),
            })
            : new WebhookReading.Ignored("what the merge request would merge has not changed");
    }

    private static string IdOf(long? id, string field) =>
        WebhookJson.Need(id, field).ToString(CultureInfo.InvariantCulture);

    // Signed webhooks sign their id. An older GitLab has no Idempotency-Key, which stays the same at every attempt.
    private static string DeliveryOf(WebhookDelivery delivery) => WebhookJson.Id(
        delivery.Header(StandardSignature.IdHeader)
        ?? delivery.Header("Idempotency-Key")
        ?? delivery.Header("X-Gitlab-Event-UUID"),
        "header Idempotency-Key");
}
