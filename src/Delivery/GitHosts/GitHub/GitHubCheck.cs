using System.Collections.Immutable;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

/// <summary>
/// One check run for what is said of a commit. GitHub takes 50 notes at a time and appends them, so they are sent in
/// their order while the run is in progress; whoever comes after a crash goes on behind those that are there.
/// </summary>
/// <remarks>https://docs.github.com/en/rest/checks/runs</remarks>
internal sealed class GitHubCheck(HostApi api, string repository, string name, int pullRequest)
{
    private const int PageSize = 50;
    private const string Completed = "completed";

    // Twenty requests; errors come first, and the summary has the number of all.
    private const int MostNotes = 1000;
    private const int LongestTitle = 255;

    public async Task ReportAsync(ReviewReport report, CancellationToken cancellation)
    {
        var notes = report.Annotations.Take(MostNotes).Select(ToNote).ToImmutableArray();
        var key = KeyOf(report);
        var (id, sent) = await FindAsync(report, key, cancellation) is { } found
            ? (found.Status is Completed ? null : found.Id, found.Output?.AnnotationsCount ?? 0)
            : await BeginAsync(report, key, notes, cancellation);
        while (id is not null)
        {
            var page = Page(report, key, notes, sent);
            await SendAsync(HttpMethod.Patch, $"/{id}", page, cancellation);
            sent += page.Output.Annotations.Length;
            id = page.Status is Completed ? null : id;
        }
    }

    /// <summary>The run with its first notes; no id if that is all of it.</summary>
    private async Task<(long? Id, int Sent)> BeginAsync(
        ReviewReport report, string key, ImmutableArray<GitHubAnnotation> notes, CancellationToken cancellation)
    {
        var page = Page(report, key, notes, sent: 0) with { HeadSha = report.HeadCommit };
        var run = await SendAsync(HttpMethod.Post, "", page, cancellation);

        return (page.Status is Completed ? null : run.Id, page.Output.Annotations.Length);
    }

    /// <summary>A run says the same for ever: for other findings or another title there is a new one.</summary>
    private string KeyOf(ReviewReport report) => ReviewText.KeyOf(
        [
            $"{pullRequest}",
            $"{report.Verdict}",
            report.Title,
            report.SummaryMarkdown,
            .. report.Annotations.Select(note => note.ToString()),
        ]);

    private async Task<GitHubCheckRunState?> FindAsync(
        ReviewReport report, string key, CancellationToken cancellation)
    {
        var found = await api.GetAsync(
            $"{repository}/commits/{report.HeadCommit}/check-runs?check_name={Uri.EscapeDataString(name)}"
            + $"&filter=latest&per_page={HostPages.Size}",
            GitHubApiJson.Default.GitHubCheckRuns,
            cancellation);
        var app = api.Token?.AppId ?? "";

        return found.CheckRuns.IsDefaultOrEmpty
            ? null
            : found.CheckRuns.FirstOrDefault(run => run.ExternalId == key && run.App is { } its && its.Is(app));
    }

    private GitHubCheckRunForm Page(
        ReviewReport report, string key, ImmutableArray<GitHubAnnotation> notes, int sent)
    {
        var page = notes.Skip(sent).Take(PageSize).ToImmutableArray();
        var isLast = sent + page.Length >= notes.Length;

        return new(
            name,
            HeadSha: null,
            key,
            isLast ? Completed : "in_progress",
            !isLast ? null : report.Verdict switch
            {
                ReviewVerdict.Success => "success",
                ReviewVerdict.Failure => "failure",
                _ => "neutral",
            },
            new(report.Title, report.SummaryMarkdown, page));
    }

    private Task<GitHubCheckRunState> SendAsync(
        HttpMethod method, string below, GitHubCheckRunForm form, CancellationToken cancellation) => api.SendAsync(
        method,
        $"{repository}/check-runs{below}",
        form,
        GitHubApiJson.Default.GitHubCheckRunForm,
        GitHubApiJson.Default.GitHubCheckRunState,
        cancellation);

    // Columns count within one line only.
    private static GitHubAnnotation ToNote(Annotation note) => new(
        note.Path,
        note.Line,
        note.EndLine,
        note.EndLine == note.Line ? note.Column : null,
        note.EndLine == note.Line ? Math.Max(note.Column, note.EndColumn - 1) : null,
        note.Level switch
        {
            AnnotationLevel.Failure => "failure",
            AnnotationLevel.Warning => "warning",
            _ => "notice",
        },
        note.Title.Length > LongestTitle ? note.Title[..LongestTitle] : note.Title,
        note.Message);
}
