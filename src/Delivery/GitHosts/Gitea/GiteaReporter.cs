using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.Gitea;

/// <summary>A commit status and a comment, which names the lines.</summary>
internal sealed class GiteaReporter(HostApi api, string repository, string source) : IReviewReporter
{
    // A page has as many as the server likes: 50, unless its owner chose otherwise.
    private const int StatusPage = 50;
    private const int MostStatusPages = 20;

    public async Task ReportAsync(int pullRequest, ReviewReport report, CancellationToken cancellation)
    {
        await SetStatusAsync(report, cancellation);
        await CommentAsync(pullRequest, report, cancellation);
    }

    private async Task SetStatusAsync(ReviewReport report, CancellationToken cancellation)
    {
        GiteaStatusForm wanted = new(
            report.Verdict is ReviewVerdict.Failure ? "failure" : "success", report.Title, ReviewText.StatusOf(source));
        var newest = await FindStatusAsync(report, wanted.Context, cancellation);
        if (newest?.Status != wanted.State || newest.Description != wanted.Description)
        {
            await api.SendAsync(
                HttpMethod.Post,
                $"{repository}/statuses/{report.HeadCommit}",
                wanted,
                GiteaApiJson.Default.GiteaStatusForm,
                GiteaApiJson.Default.GiteaStatus,
                cancellation);
        }
    }

    private async Task<GiteaStatus?> FindStatusAsync(
        ReviewReport report, string context, CancellationToken cancellation)
    {
        GiteaStatus? newest = null;
        for (var page = 1; page <= MostStatusPages; page++)
        {
            var statuses = await api.GetAsync(
                $"{repository}/commits/{report.HeadCommit}/statuses?limit={StatusPage}&page={page}",
                GiteaApiJson.Default.GiteaStatusArray,
                cancellation);
            newest = statuses.Append(newest).Where(status => status?.Context == context).MaxBy(status => status?.Id);
            if (statuses.Length == 0)
            {
                break;
            }
        }

        return newest;
    }

    private async Task CommentAsync(int pullRequest, ReviewReport report, CancellationToken cancellation)
    {
        var request = await api.GetAsync(
            $"{repository}/pulls/{pullRequest}", GiteaApiJson.Default.GiteaPullRequest, cancellation);
        if (request.Head?.Sha != report.HeadCommit)
        {
            // A later push is looked at by itself, and may have been already.
            return;
        }

        var user = await api.GetAsync("user", GiteaApiJson.Default.GiteaUser, cancellation);

        // All of them: this list has no pages.
        var comments = await api.GetAsync(
            $"{repository}/issues/{pullRequest}/comments", GiteaApiJson.Default.GiteaCommentArray, cancellation);
        var comment = comments.FirstOrDefault(each => user.Id is not null && each.User?.Id == user.Id
            && ReviewText.IsSummary(each.Body, report));
        if (comment is null)
        {
            await WriteAsync(HttpMethod.Post, $"{repository}/issues/{pullRequest}/comments", report, cancellation);
        }
        else if (!ReviewText.IsSame(comment.Body, report.SummaryMarkdown))
        {
            await WriteAsync(HttpMethod.Patch, $"{repository}/issues/comments/{comment.Id}", report, cancellation);
        }
    }

    private Task<GiteaComment> WriteAsync(
        HttpMethod method, string path, ReviewReport report, CancellationToken cancellation) => api.SendAsync(
        method,
        path,
        new GiteaCommentText(report.SummaryMarkdown),
        GiteaApiJson.Default.GiteaCommentText,
        GiteaApiJson.Default.GiteaComment,
        cancellation);
}
