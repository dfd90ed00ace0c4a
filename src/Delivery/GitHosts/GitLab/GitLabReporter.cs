using System.Net;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.GitLab;

/// <summary>A commit status, a comment, and threads on lines that the merge request has changed.</summary>
internal sealed class GitLabReporter(HostApi api, string project, string source) : IReviewReporter
{
    public async Task ReportAsync(int pullRequest, ReviewReport report, CancellationToken cancellation)
    {
        await SetStatusAsync(report, cancellation);
        var path = $"{project}/merge_requests/{pullRequest}";
        var request = await api.GetAsync(path, GitLabApiJson.Default.GitLabMergeRequestState, cancellation);
        if (request.Sha != report.HeadCommit)
        {
            // A later push is looked at by itself, and may have been already.
            return;
        }

        var user = await api.GetAsync("user", GitLabApiJson.Default.GitLabUser, cancellation);
        var own = (await api.ListAsync(
            $"{path}/discussions?per_page={HostPages.Size}",
            GitLabApiJson.Default.GitLabDiscussionArray,
            cancellation))
            .Where(each => user.Id is not null && !each.Notes.IsDefaultOrEmpty && each.Notes[0].Author?.Id == user.Id)
            .ToList();
        await CommentAsync(path, own, report, cancellation);
        await AnnotateAsync(path, own, user, request.DiffRefs, report, cancellation);
    }

    // GitLab refuses a state that is there already.
    private async Task SetStatusAsync(ReviewReport report, CancellationToken cancellation)
    {
        GitLabStatusForm wanted = new(
            report.Verdict is ReviewVerdict.Failure ? "failed" : "success", ReviewText.StatusOf(source), report.Title);
        var newest = (await api.ListAsync(
            $"{project}/repository/commits/{report.HeadCommit}/statuses?name={Uri.EscapeDataString(wanted.Name)}"
            + $"&per_page={HostPages.Size}",
            GitLabApiJson.Default.GitLabStatusArray,
            cancellation)).Where(status => status.Name == wanted.Name).MaxBy(status => status.Id);
        if (newest?.Status != wanted.State || newest.Description != wanted.Description)
        {
            await api.SendAsync(
                HttpMethod.Post,
                $"{project}/statuses/{report.HeadCommit}",
                wanted,
                GitLabApiJson.Default.GitLabStatusForm,
                GitLabApiJson.Default.GitLabStatus,
                cancellation);
        }
    }

    private async Task CommentAsync(
        string path, List<GitLabDiscussion> own, ReviewReport report, CancellationToken cancellation)
    {
        var comment = own.Select(each => each.Notes[0]).FirstOrDefault(note => ReviewText.IsSummary(note.Body, report));
        if (comment is null)
        {
            await WriteAsync(HttpMethod.Post, $"{path}/notes", report, cancellation);
        }
        else if (!ReviewText.IsSame(comment.Body, report.SummaryMarkdown))
        {
            await WriteAsync(HttpMethod.Put, $"{path}/notes/{comment.Id}", report, cancellation);
        }
    }

    private Task<GitLabNote> WriteAsync(
        HttpMethod method, string path, ReviewReport report, CancellationToken cancellation) => api.SendAsync(
        method,
        path,
        new GitLabNoteText(report.SummaryMarkdown),
        GitLabApiJson.Default.GitLabNoteText,
        GitLabApiJson.Default.GitLabNote,
        cancellation);

    private async Task AnnotateAsync(
        string path,
        List<GitLabDiscussion> own,
        GitLabUser user,
        GitLabDiffRefs? refs,
        ReviewReport report,
        CancellationToken cancellation)
    {
        var wanted = LineNotes.Wanted(report);
        foreach (var discussion in own)
        {
            var note = discussion.Notes[0];
            if (LineNotes.KeyOf(note.Body) is not { } key)
            {
                continue;
            }

            // What a person has closed stays closed.
            var isWanted = wanted.ContainsKey(key);
            if (isWanted ? note.Resolved is true && note.ResolvedBy?.Id == user.Id : note.Resolved is false)
            {
                await api.SendAsync(
                    HttpMethod.Put,
                    $"{path}/discussions/{discussion.Id}",
                    new(!isWanted),
                    GitLabApiJson.Default.GitLabResolution,
                    GitLabApiJson.Default.GitLabDiscussion,
                    cancellation);
            }

            wanted = wanted.Remove(key);
        }

        if (refs is { BaseSha: { } began, StartSha: { } start, HeadSha: { } head } && head == report.HeadCommit)
        {
            foreach (var (key, note) in wanted)
            {
                await TryBeginAsync(
                    path,
                    new(
                        LineNotes.BodyOf(key, note),
                        new("text", began, start, head, note.Path, note.Path, note.Line)),
                    cancellation);
            }
        }
    }

    private async Task TryBeginAsync(string path, GitLabDiscussionForm form, CancellationToken cancellation)
    {
        try
        {
            await api.SendAsync(
                HttpMethod.Post,
                $"{path}/discussions",
                form,
                GitLabApiJson.Default.GitLabDiscussionForm,
                GitLabApiJson.Default.GitLabDiscussion,
                cancellation);
        }
        catch (GitHostException exception) when (exception.Status is HttpStatusCode.BadRequest)
        {
            // The line is none that the merge request changes: then only the comment has it.
        }
    }
}
