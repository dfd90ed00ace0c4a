using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.GitHosts;
using GatewayPipeline.Delivery.Pipeline.Settings;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Delivery.Telemetry;

namespace GatewayPipeline.Delivery.Pipeline.Webhooks;

/// <summary>
/// From a webhook to events: first whether it is authentic, then what it says, then whether that is about anything that
/// is tracked. Neither names, addresses nor commits in it are believed: events are hints to look.
/// </summary>
public sealed class WebhookReceiver(
    SettingsWatch settings, ISecretReader secrets, ImmutableArray<IGitHost> hosts, IEventTopic topic, TimeProvider time)
{
    // Of a source that does not exist: the work, and so the time, is that of one that does.
    private static readonly ImmutableArray<WebhookSecret> Decoy = [new(RandomNumberGenerator.GetBytes(32))];

    private readonly RecentDeliveries recent = new(time);

    /// <param name="name">Of the source, from the address that was called.</param>
    public async Task<WebhookAnswer> ReceiveAsync(
        string name, WebhookDelivery delivery, CancellationToken cancellation)
    {
        using var activity = DeliveryTelemetry.Begin("receive webhook", ActivityKind.Server, parent: null);
        var (answer, source) = await JudgeAsync(name, delivery, activity, cancellation);
        var outcome = OutcomeOf(answer);
        activity.SetTag("gatewaypipeline.outcome", outcome);
        if (answer is WebhookAnswer.Unavailable unavailable)
        {
            activity.SetStatus(ActivityStatusCode.Error, unavailable.Reason);
        }

        // What nobody has vouched for names no series of its own.
        DeliveryTelemetry.Webhooks.Add(
            1, new("gatewaypipeline.source", source?.Name), new("gatewaypipeline.outcome", outcome));

        return answer;
    }

    private async Task<(WebhookAnswer Answer, TrackedSource? Source)> JudgeAsync(
        string name, WebhookDelivery delivery, Activity activity, CancellationToken cancellation)
    {
        var state = await settings.GetAsync(cancellation);
        if (state.Settings is not { } known)
        {
            return (new WebhookAnswer.Unavailable(state.Problem ?? ""), null);
        }

        var source = known.Find(name);
        if (hosts.FirstOrDefault(each => each.Name == source?.Host) is not { } host || source is null)
        {
            hosts.FirstOrDefault()?.IsAuthentic(delivery, Decoy, time.GetUtcNow());

            return (new WebhookAnswer.Refused(), null);
        }

        try
        {
            if (!host.IsAuthentic(delivery, await ReadSecretsAsync(source, cancellation), time.GetUtcNow()))
            {
                return (new WebhookAnswer.Refused(), null);
            }

            activity.SetTag("gatewaypipeline.source", source.Name);

            return (delivery.Body.Length > WebhookLimits.ParsedBytes
                ? new WebhookAnswer.TooLarge(WebhookLimits.ParsedBytes)
                : await HeedAsync(source, host.Read(delivery), activity, cancellation), source);
        }
        catch (IOException exception)
        {
            return (new WebhookAnswer.Unavailable(exception.Message), source);
        }
    }

    private async Task<ImmutableArray<WebhookSecret>> ReadSecretsAsync(
        TrackedSource source, CancellationToken cancellation)
    {
        var read = ImmutableArray.CreateBuilder<WebhookSecret>(source.WebhookSecrets.Length);
        foreach (var reference in source.WebhookSecrets)
        {
            read.Add(new(await secrets.ReadAsync(reference, cancellation)));
        }

        return read.MoveToImmutable();
    }

    private async Task<WebhookAnswer> HeedAsync(
        TrackedSource source, WebhookReading reading, Activity activity, CancellationToken cancellation)
    {
        switch (reading)
        {
            case WebhookReading.Ping:
                return new WebhookAnswer.Pong();
            case WebhookReading.Ignored ignored:
                return new WebhookAnswer.Ignored(ignored.Reason);
            case WebhookReading.Malformed malformed:
                return new WebhookAnswer.Malformed(malformed.Reason);
            case WebhookReading.Pushed pushed:
                return await SendAsync(source, EventsOf(source, pushed), "no tracked ref moved", activity, cancellation);
            case WebhookReading.Proposed proposed:
                return await SendAsync(
                    source, EventsOf(source, proposed.PullRequest), "it is to no branch that is reviewed", activity,
                    cancellation);
            default:
                throw new UnreachableException();
        }
    }

    private static ImmutableArray<PipelineEvent> EventsOf(TrackedSource source, WebhookReading.Pushed pushed) =>
    [
        .. pushed.Moves
            .Where(move => move.RepositoryId == source.RepositoryId && source.Refs.Any(each => each.Ref == move.Ref))
            .DistinctBy(move => move.Ref)
            .Select(move => new PipelineEvent.Push(source.Name, move.Ref, move.After) { DeliveryId = move.DeliveryId }),
    ];

    private static ImmutableArray<PipelineEvent> EventsOf(TrackedSource source, PullRequest asked) =>
        source.ReviewsPullRequests && asked.RepositoryId == source.RepositoryId
        && source.Refs.Any(each => each.Ref == asked.BaseRef)
            ?
            [
                new PipelineEvent.PullRequest(source.Name, asked.Number, asked.BaseRef, asked.HeadCommit)
                {
                    DeliveryId = asked.DeliveryId,
                },
            ]
            : [];

    private async Task<WebhookAnswer> SendAsync(
        TrackedSource source, ImmutableArray<PipelineEvent> events, string otherwise, Activity activity,
        CancellationToken cancellation)
    {
        if (events is not [{ DeliveryId: { } delivery }, ..])
        {
            return new WebhookAnswer.Ignored(otherwise);
        }

        activity.SetTag("gatewaypipeline.delivery.id", delivery);
        if (recent.Contains(source.Name, delivery))
        {
            return new WebhookAnswer.Known(delivery);
        }

        foreach (var happened in events)
        {
            await topic.SendAsync(happened with { TraceParent = activity.Id }, cancellation);
            if (happened is PipelineEvent.Push)
            {
                DeliveryTelemetry.Pushes.Add(1, new KeyValuePair<string, object?>("gatewaypipeline.source", source.Name));
            }
        }

        recent.Add(source.Name, delivery);

        return new WebhookAnswer.Accepted(events);
    }

    private static string OutcomeOf(WebhookAnswer answer) => answer switch
    {
        WebhookAnswer.Accepted => "accepted",
        WebhookAnswer.Known => "known",
        WebhookAnswer.Pong => "pong",
        WebhookAnswer.Ignored => "ignored",
        WebhookAnswer.Refused => "refused",
        WebhookAnswer.Malformed => "malformed",
        WebhookAnswer.TooLarge => "too_large",
        WebhookAnswer.Unavailable => "unavailable",
        _ => throw new UnreachableException(),
    };
}
