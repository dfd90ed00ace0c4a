using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

/// <summary>
/// A check run with notes on lines and a comment; where the token is no app's, which alone may make check runs, a
/// commit status and a comment.
/// </summary>
internal sealed class GitHubReporter(HostApi api, string repository, string source) : IReviewReporter
{
    public async Task ReportAsync(int pullRequest, ReviewReport report, CancellationToken cancellation)
    {
        if (api.Token?.Kind is HostTokenKind.GitHubApp)
        {
            await new GitHubCheck(api, repository, ReviewText.StatusOf(source), pullRequest)
                .ReportAsync(report, cancellation);
        }
        else
        {
            await SetStatusAsync(report, cancellation);
        }

        await CommentAsync(pullRequest, report, cancellation);
    }

    private async Task SetStatusAsync(ReviewReport report, CancellationToken cancellation)
    {
        GitHubStatus wanted = new(
            report.Verdict is ReviewVerdict.Failure ? "failure" : "success", report.Title, ReviewText.StatusOf(source));
        var statuses = await api.ListAsync(
            $"{repository}/commits/{report.HeadCommit}/statuses?per_page={HostPages.Size}",
            GitHubApiJson.Default.GitHubStatusArray,
            cancellation);

        // The newest is first.
        if (statuses.Find(status => status.Context == wanted.Context) != wanted)
        {
            await api.SendAsync(
                HttpMethod.Post,
                $"{repository}/statuses/{report.HeadCommit}",
                wanted,
                GitHubApiJson.Default.GitHubStatus,
                GitHubApiJson.Default.GitHubStatus,
                cancellation);
        }
    }

    private async Task CommentAsync(int pullRequest, ReviewReport report, CancellationToken cancellation)
    {
        var request = await api.GetAsync(
            $"{repository}/pulls/{pullRequest}", GitHubApiJson.Default.GitHubPullRequest, cancellation);
        if (request.Head?.Sha != report.HeadCommit)
        {
            // A later push is looked at by itself, and may have been already.
            return;
        }

        var own = await FindOwnAsync(cancellation);
        var comments = await api.ListAsync(
            $"{repository}/issues/{pullRequest}/comments?per_page={HostPages.Size}",
            GitHubApiJson.Default.GitHubCommentArray,
            cancellation);
        var comment = comments.Find(each => own(each) && ReviewText.IsSummary(each.Body, report));
        if (comment is null)
        {
            await WriteAsync(HttpMethod.Post, $"{repository}/issues/{pullRequest}/comments", report, cancellation);
        }
        else if (!ReviewText.IsSame(comment.Body, report.SummaryMarkdown))
        {
            await WriteAsync(HttpMethod.Patch, $"{repository}/issues/comments/{comment.Id}", report, cancellation);
        }
    }

    private Task<GitHubComment> WriteAsync(
        HttpMethod method, string path, ReviewReport report, CancellationToken cancellation) => api.SendAsync(
        method,
        path,
        new GitHubCommentText(report.SummaryMarkdown),
        GitHubApiJson.Default.GitHubCommentText,
        GitHubApiJson.Default.GitHubComment,
        cancellation);

    // Anybody can write the marker: what somebody else wrote is not edited, for he could edit it afterwards.
    private async Task<Func<GitHubComment, bool>> FindOwnAsync(CancellationToken cancellation)
    {
        if (api.Token is { Kind: HostTokenKind.GitHubApp, AppId: { } id })
        {
            return comment => comment.PerformedViaGitHubApp is { } app && app.Is(id);
        }

        var user = await api.GetAsync("user", GitHubApiJson.Default.GitHubUser, cancellation);

        return comment => comment.User?.Id == user.Id && user.Id is not null;
    }
}
