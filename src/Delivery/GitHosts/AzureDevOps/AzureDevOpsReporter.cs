using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.AzureDevOps;

/// <summary>A status of the pull request's iteration, a thread that is the comment, and threads on lines.</summary>
internal sealed class AzureDevOpsReporter(HostApi api, string repository, string source) : IReviewReporter
{
    private const string Version = "api-version=7.1";

    // A thread that is active may have to be closed by somebody before the pull request can be completed.
    private const string Active = "active";
    private const string Closed = "closed";

    public async Task ReportAsync(int pullRequest, ReviewReport report, CancellationToken cancellation)
    {
        var path = $"{repository}/pullRequests/{pullRequest}";
        var iterations = await api.GetAsync(
            $"{path}/iterations?{Version}", AzureDevOpsApiJson.Default.AzureDevOpsIterations, cancellation);
        var iteration = iterations.Value.IsDefaultOrEmpty ? null : iterations.Value.MaxBy(each => each.Id);
        if (iteration?.SourceRefCommit?.CommitId != report.HeadCommit)
        {
            // A later push is looked at by itself, and may have been already.
            return;
        }

        await SetStatusAsync(path, iteration.Id, report, cancellation);
        var connection = await api.GetAsync(
            "_apis/connectionData?api-version=7.1-preview",
            AzureDevOpsApiJson.Default.AzureDevOpsConnection,
            cancellation);
        var user = connection.AuthenticatedUser?.Id;
        var threads = await api.GetAsync(
            $"{path}/threads?{Version}", AzureDevOpsApiJson.Default.AzureDevOpsThreads, cancellation);
        List<AzureDevOpsThread> own =
        [
            .. (threads.Value.IsDefault ? [] : threads.Value).Where(thread => thread.IsDeleted is not true
                && thread.First is { IsDeleted: not true } first && user is not null && first.Author?.Id == user),
        ];
        await CommentAsync(path, own, report, cancellation);
        await AnnotateAsync(path, own, report, cancellation);
    }

    private async Task SetStatusAsync(
        string path, int iteration, ReviewReport report, CancellationToken cancellation)
    {
        AzureDevOpsStatus wanted = new(
            report.Verdict switch
            {
                ReviewVerdict.Success => "succeeded",
                ReviewVerdict.Failure => "failed",
                _ => "notApplicable",
            },
            report.Title,
            new(source, "gateway-pipeline"),
            iteration);
        var statuses = await api.GetAsync(
            $"{path}/statuses?{Version}", AzureDevOpsApiJson.Default.AzureDevOpsStatuses, cancellation);
        var newest = (statuses.Value.IsDefault ? [] : statuses.Value)
            .Where(status => status.Context == wanted.Context && status.IterationId == iteration)
            .MaxBy(status => status.Id);
        if (newest is null || newest with { Id = null } != wanted)
        {
            await api.SendAsync(
                HttpMethod.Post,
                $"{path}/statuses?{Version}",
                wanted,
                AzureDevOpsApiJson.Default.AzureDevOpsStatus,
                AzureDevOpsApiJson.Default.AzureDevOpsStatus,
                cancellation);
        }
    }

    private async Task CommentAsync(
        string path, List<AzureDevOpsThread> own, ReviewReport report, CancellationToken cancellation)
    {
        var thread = own.Find(each => ReviewText.IsSummary(each.First?.Content, report));
        if (thread is null)
        {
            await BeginAsync(path, report.SummaryMarkdown, Closed, where: null, cancellation);
        }
        else if (!ReviewText.IsSame(thread.First?.Content, report.SummaryMarkdown))
        {
            await api.SendAsync(
                HttpMethod.Patch,
                $"{path}/threads/{thread.Id}/comments/{thread.First?.Id}?{Version}",
                new(Content: report.SummaryMarkdown),
                AzureDevOpsApiJson.Default.AzureDevOpsComment,
                AzureDevOpsApiJson.Default.AzureDevOpsComment,
                cancellation);
        }
    }

    private async Task AnnotateAsync(
        string path, List<AzureDevOpsThread> own, ReviewReport report, CancellationToken cancellation)
    {
        var wanted = LineNotes.Wanted(report);
        foreach (var thread in own)
        {
            if (LineNotes.KeyOf(thread.First?.Content) is not { } key)
            {
                continue;
            }

            // What a person has called fixed, or not to be fixed, stays so.
            var (from, to) = wanted.ContainsKey(key) ? (Closed, Active) : (Active, Closed);
            if (thread.Status == from)
            {
                await api.SendAsync(
                    HttpMethod.Patch,
                    $"{path}/threads/{thread.Id}?{Version}",
                    new(Status: to),
                    AzureDevOpsApiJson.Default.AzureDevOpsThread,
                    AzureDevOpsApiJson.Default.AzureDevOpsThread,
                    cancellation);
            }

            wanted = wanted.Remove(key);
        }

        foreach (var (key, note) in wanted)
        {
            AzureDevOpsThreadContext where = new(
                $"/{note.Path}", new(note.Line, note.Column), new(note.EndLine, Math.Max(1, note.EndColumn)));
            await BeginAsync(path, LineNotes.BodyOf(key, note), Active, where, cancellation);
        }
    }

    private Task<AzureDevOpsThread> BeginAsync(
        string path, string content, string status, AzureDevOpsThreadContext? where, CancellationToken cancellation) =>
        api.SendAsync(
            HttpMethod.Post,
            $"{path}/threads?{Version}",
            new(
                Comments: [new(Content: content, CommentType: "text", ParentCommentId: 0)],
                Status: status,
                ThreadContext: where),
            AzureDevOpsApiJson.Default.AzureDevOpsThread,
            AzureDevOpsApiJson.Default.AzureDevOpsThread,
            cancellation);
}
