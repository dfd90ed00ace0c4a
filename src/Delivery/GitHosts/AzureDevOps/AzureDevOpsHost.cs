using System.Buffers.Text;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.PullRequests;
using GatewayPipeline.Delivery.Sources.Git.Remotes;

namespace GatewayPipeline.Delivery.GitHosts.AzureDevOps;

/// <summary>
/// Azure DevOps, as a service and as a server. Its webhooks are not signed: they show the secret, as the password of
/// basic authentication or in a header.
/// </summary>
internal sealed class AzureDevOpsHost : IGitHost
{
    /// <summary>What to write under "HTTP headers", before the secret, instead of a password.</summary>
    public const string SecretHeader = "X-Webhook-Secret";

    private const string Service = "dev.azure.com";
    private const string OlderService = ".visualstudio.com";
    private const string DefaultCollection = "DefaultCollection";
    private const string AuthorizationHeader = "Authorization";
    private const string Basic = "Basic ";

    public string Name => "azure-devops";

    public int LongestComment => CommentLimits.AzureDevOps;

    // Its refs/pull/N/merge is what the merge would be, which is no commit of the request.
    public string? RefOf(int pullRequest) => null;

    public bool IsAuthentic(WebhookDelivery delivery, ImmutableArray<WebhookSecret> secrets, DateTimeOffset now)
    {
        // Whoever shows two things shows one too many.
        byte[] shown = (delivery.Has(AuthorizationHeader), delivery.Has(SecretHeader)) switch
        {
            (true, false) => PasswordOf(delivery.Header(AuthorizationHeader) ?? ""),
            (false, true) => Encoding.UTF8.GetBytes(delivery.Header(SecretHeader) ?? ""),
            _ => [],
        };

        return WebhookProof.AnyVouches(secrets, secret => WebhookProof.IsShown(shown, secret));
    }

    /// <summary>The organization, or a server's collection: repositories are named by their ids.</summary>
    public Uri ApiOf(Uri repository)
    {
        var place = repository.AbsolutePath.Split("/_git/");
        var above = place[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (place.Length != 2)
        {
            throw new GitHostException(
                $"{RemoteAddress.NameOf(repository)} is no repository of Azure DevOps: those have /_git/ in their "
                + "address");
        }

        // Of a repository that is named as its project is, the project may be left out.
        string[] kept = repository.Host is Service ? above[..Math.Min(1, above.Length)]
            : repository.Host.EndsWith(OlderService, StringComparison.Ordinal)
                ? [.. above.Where(part => part is DefaultCollection)]
            : above[..Math.Max(Math.Min(1, above.Length), above.Length - 1)];

        return new($"{repository.Scheme}://{repository.Authority}/{string.Join('/', kept)}");
    }

    public void SetHeaders(HttpRequestHeaders headers, HostToken? token)
    {
        headers.Accept.ParseAdd("application/json");
        headers.Authorization = token switch
        {
            null => null,
            { Kind: HostTokenKind.Entra } => new("Bearer", token.Value),
            _ => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($":{token.Value}"))),
        };
    }

    public IReviewReporter OpenReporter(HostApi api, TrackedSource source) => new AzureDevOpsReporter(
        api, $"_apis/git/repositories/{Uri.EscapeDataString(source.RepositoryId)}", source.Name);

    public WebhookReading Read(WebhookDelivery delivery) => WebhookJson.Read(
        delivery,
        () => WebhookJson.Parse(delivery, AzureDevOpsJson.Default.AzureDevOpsKind).EventType switch
        {
            "git.push" => ReadPush(WebhookJson.Parse(delivery, AzureDevOpsJson.Default.AzureDevOpsPush)),
            "git.pullrequest.created" or "git.pullrequest.updated" =>
                ReadPullRequest(WebhookJson.Parse(delivery, AzureDevOpsJson.Default.AzureDevOpsPullRequestEvent)),
            null => new WebhookReading.Malformed("it has no eventType"),
            _ => new WebhookReading.Ignored(
                "only git.push, git.pullrequest.created and git.pullrequest.updated say something about manifests"),
        });

    private static WebhookReading.Pushed ReadPush(AzureDevOpsPush push)
    {
        var resource = WebhookJson.Need(push.Resource, "resource");
        var updates = resource.RefUpdates is { IsDefaultOrEmpty: false } some
            ? some
            : throw new WebhookException("it has no resource.refUpdates: choose all resource details to be sent");

        return new([.. updates.Select(update => new RefMove
        {
            RepositoryId = IdOf(resource.Repository),
            Ref = WebhookJson.Ref(update?.Name, "resource.refUpdates.name"),
            Before = WebhookJson.CommitOrNull(update?.OldObjectId, "resource.refUpdates.oldObjectId"),
            After = WebhookJson.CommitOrNull(update?.NewObjectId, "resource.refUpdates.newObjectId"),
            DeliveryId = WebhookJson.Id(push.Id, "id"),
        })]);
    }

    // What was updated is not said: a vote looks as a push does, and is looked at once too often.
    private static WebhookReading ReadPullRequest(AzureDevOpsPullRequestEvent happened)
    {
        var request = WebhookJson.Need(happened.Resource, "resource");

        return request.Status is "active"
            ? new WebhookReading.Proposed(new()
            {
                RepositoryId = IdOf(request.Repository),
                Number = WebhookJson.Number(request.PullRequestId, "resource.pullRequestId"),
                BaseRef = WebhookJson.Ref(request.TargetRefName, "resource.targetRefName"),
                HeadCommit = WebhookJson.Commit(
                    request.LastMergeSourceCommit?.CommitId, "resource.lastMergeSourceCommit.commitId"),
                DeliveryId = WebhookJson.Id(happened.Id, "id"),
            })
            : new WebhookReading.Ignored("the pull request is not active");
    }

    private static string IdOf(AzureDevOpsRepository? repository) =>
        WebhookJson.Id(repository?.Id, "resource.repository.id");

    private static byte[] PasswordOf(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(authorization.Length)];

        return Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), bytes, out var length)
            && bytes.AsSpan(0, length).IndexOf((byte)':') is >= 0 and var colon
            ? bytes[(colon + 1)..length]
            : [];
    }
}
