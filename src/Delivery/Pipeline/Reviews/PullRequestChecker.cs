using System.Diagnostics;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.Pipeline.Settings;
using GatewayPipeline.Delivery.PullRequests;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Pipeline.Reviews;

/// <summary>
/// Reviews a pull request and shows the review where it is discussed. It has no store and no key: whatever is in the
/// request, it can publish nothing.
/// </summary>
public sealed class PullRequestChecker(SettingsWatch settings, SourceOpener sources, HostAccess access)
{
    /// <exception cref="IOException">The repository or its host cannot be asked now.</exception>
    public async Task<Handling> CheckAsync(PipelineEvent.PullRequest asked, CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Begin("check pull request", ActivityKind.Consumer, asked.TraceParent);
        activity.SetTag("gatewaypipeline.source", asked.Source).SetTag("gatewaypipeline.delivery.id", asked.DeliveryId);
        try
        {
            var state = await settings.GetAsync(cancellation);
            var known = state.Settings
                ?? throw new PipelineNotReadyException($"There are no settings to work by: {state.Problem}");

            return known.Find(asked.Source) is not { } source
                ? new Handling.Refused($"the settings name no source '{asked.Source}'")
                : await CheckAsync(source, asked, cancellation);
        }
        catch (Exception exception)
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task<Handling> CheckAsync(
        TrackedSource source, PipelineEvent.PullRequest asked, CancellationToken cancellation)
    {
        var tracked = source.Refs.Where(each => each.Ref == asked.BaseRef).ToArray();
        if (!source.ReviewsPullRequests || tracked is [])
        {
            return new Handling.Done($"Source {source.Name} has no pull requests to {asked.BaseRef} reviewed any more.");
        }

        if (GitHostCatalog.Find(source.Host) is not { } host)
        {
            return new Handling.Refused($"there is no git host '{source.Host}'");
        }

        // What the event says of the head is a hint: the request may have moved on.
        var opened = sources.Open(source, host.RefOf(asked.Number) ?? asked.HeadCommit);
        var (revision, reason) = await opened.Manifests.FindRevisionAsync(cancellation);
        if (revision is not { Commit: { } commit })
        {
            return new Handling.Done($"Pull request {asked.Number} of {source.Name} is not there any more: {reason}.");
        }

        var (head, unread) = await opened.Manifests.FindManifestsAsync(revision, cancellation);
        if (head is null)
        {
            return new Handling.Refused($"pull request {asked.Number} of {source.Name} cannot be read: {unread}");
        }

        var request = await CompleteAsync(source, asked, opened, new()
        {
            Head = head.Tree,
            HeadCommit = commit,
            HeadMessage = head.Message,
            Path = source.Path,
            Options = new(),
        }, cancellation);

        return request is null
            ? new Handling.Refused($"the platform's source of {source.Name} cannot be read")
            : await ReportAsync(source, host, asked.Number, tracked, request, cancellation);
    }

    /// <summary>With the base and what the platform says; null: that cannot be read.</summary>
    private async Task<ReviewRequest?> CompleteAsync(
        TrackedSource source, PipelineEvent.PullRequest asked, PublishSources opened, ReviewRequest request,
        CancellationToken cancellation)
    {
        var ground = sources.Open(source, asked.BaseRef).Manifests;
        var (revision, _) = await ground.FindRevisionAsync(cancellation);
        var (before, _) = revision is null ? (null, "") : await ground.FindManifestsAsync(revision, cancellation);
        var (platform, _) = opened.Platform is { } own ? await own.ReadNewestAsync(cancellation) : (null, "");

        return opened.Platform is not null && platform is null ? null : request with
        {
            Base = before?.Tree,
            BaseCommit = revision?.Commit,
            Options = new CompilerOptions { Platform = platform?.Tree },
        };
    }

    private async Task<Handling> ReportAsync(
        TrackedSource source, IGitHost host, int number, TrackedRef[] tracked, ReviewRequest request,
        CancellationToken cancellation)
    {
        var reporter = await access.OpenReporterAsync(source, cancellation);
        var sentences = new List<string>();
        foreach (var each in tracked)
        {
            var review = PullRequestReview.Of(request with
            {
                Name = NameOf(each),
                Options = request.Options with { Fleet = each.Fleet },
            });
            var report = review.ToReport(host.LongestComment);
            await reporter.ReportAsync(number, report, cancellation);
            sentences.Add($"Pull request {number} of {source.Name}, commit {request.HeadCommit[..12]}: {report.Title}.");
        }

        return new Handling.Done(string.Join(' ', sentences));
    }

    private static string NameOf(TrackedRef tracked) =>
        (tracked.Channel ?? tracked.Fleet) is { } name
            ? string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))
            : "manifests";
}
