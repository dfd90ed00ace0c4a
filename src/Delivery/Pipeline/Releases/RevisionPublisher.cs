using System.Collections.Immutable;
using System.Diagnostics;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Pipeline.Releases;

/// <summary>
/// Brings channels in line with the refs that they follow. What an event says is a hint to look: the settings say what
/// is fetched from where, the git host what the ref is at, and the head what is live.
/// </summary>
public sealed class RevisionPublisher(
    PipelineOpener opener, SourceOpener sources, IEventTopic topic, TimeProvider time)
{
    private readonly ReportedRefusals refusals = new();

    /// <exception cref="IOException">Source, store or keys cannot be had now.</exception>
    public async Task<Handling> PublishAsync(PipelineEvent.Push push, CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Begin("publish revision", ActivityKind.Consumer, push.TraceParent);
        activity.SetTag("gatewaypipeline.source", push.Source).SetTag("gatewaypipeline.delivery.id", push.DeliveryId);
        try
        {
            return await FollowAsync(push, cancellation);
        }
        catch (Exception exception)
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    /// <summary>Every channel that follows the ref: what came of each.</summary>
    /// <exception cref="IOException">Source, store or keys cannot be had now.</exception>
    public async Task<ImmutableArray<ChannelPublication>> PublishAsync(
        TrackedSource source, TrackedRef tracked, string? deliveryId, CancellationToken cancellation)
    {
        var place = await opener.OpenAsync(cancellation);
        var publisher = new Publisher(
            new(place.Reader, place.Writer, place.Keys, time, new ReleaseTelemetry(time)));
        var publications = await publisher.PublishAsync(
            sources.Open(source, tracked.Ref),
            new()
            {
                Channel = tracked.Channel,
                Options = new CompilerOptions { Fleet = tracked.Fleet },
                TraceId = Activity.Current?.TraceId.ToString(),
                DeliveryId = deliveryId,
            },
            cancellation);
        foreach (var publication in publications)
        {
            await TellAsync(source, tracked, publication, deliveryId, cancellation);
        }

        return publications;
    }

    private async Task<Handling> FollowAsync(PipelineEvent.Push push, CancellationToken cancellation)
    {
        var place = await opener.OpenAsync(cancellation);
        if (place.Settings.Find(push.Source) is not { } source)
        {
            return new Handling.Refused($"the settings name no source '{push.Source}'");
        }

        var sentences = new List<string>();
        foreach (var tracked in source.Refs.Where(each => each.Ref == push.Ref))
        {
            var publications = await PublishAsync(source, tracked, push.DeliveryId, cancellation);
            sentences.AddRange(publications.Select(publication => SentenceOf(source, tracked, publication)));
        }

        return new Handling.Done(sentences is []
            ? $"Source {source.Name} does not track {push.Ref} any more."
            : string.Join(' ', sentences));
    }

    internal static string SentenceOf(TrackedSource source, TrackedRef tracked, ChannelPublication publication)
    {
        var channel = publication.Channel is "" ? tracked.Channel ?? "(of the Fleet)" : publication.Channel;
        var what = $"Channel {channel} and {tracked.Ref} of {source.Name}";
        var commit = publication.Source?.Commit is { } id ? $" of commit {id[..12]}" : "";

        return publication.Outcome switch
        {
            Publication.Published published => $"{what}: published release {published.Head.Sequence}{commit}.",
            Publication.Unchanged unchanged => $"{what}: in line already, at release {unchanged.Head.Sequence}.",
            Publication.Withdrawn => $"{what}: the candidate was taken back, since the stable release was pushed again.",
            Publication.Superseded superseded => $"{what}: superseded by release {superseded.Head.Sequence}.",
            Publication.Proposed proposed => $"{what}: proposed{commit}; others have to sign release {proposed.Proposal.Record.Sequence} with gwp cosign.",
            Publication.Refused refused => $"{what}: refused{commit}, and the former release stays: {refused.Reason}.",
            _ => throw new UnreachableException(),
        };
    }

    private async Task TellAsync(
        TrackedSource source, TrackedRef tracked, ChannelPublication publication, string? deliveryId,
        CancellationToken cancellation)
    {
        var channel = publication.Channel is "" ? tracked.Channel ?? "" : publication.Channel;
        PipelineEvent? news = publication.Outcome switch
        {
            Publication.Published published => new PipelineEvent.Published(source.Name, published.Head, IsRollback: false),
            Publication.Refused refused => refusals.IsNews(
                source.Name, tracked.Ref, channel, publication.Source?.Commit, refused.Reason)
                ? new PipelineEvent.Refused(source.Name, channel, publication.Source?.Commit, refused.Reason)
                : null,
            _ => null,
        };
        if (publication.Outcome is not Publication.Refused)
        {
            refusals.Forget(source.Name, tracked.Ref, channel);
        }

        if (news is null)
        {
            return;
        }

        try
        {
            await topic.SendAsync(
                news with { TraceParent = Activity.Current?.Id, DeliveryId = deliveryId }, cancellation);
        }
        catch (IOException exception)
        {
            // What happened has happened: doing it again would not say so a second time.
            Activity.Current?.AddEvent(new("event not sent", tags: new() { ["exception.message"] = exception.Message }));
        }
    }
}
