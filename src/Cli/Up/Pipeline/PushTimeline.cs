using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using GatewayPipeline.Delivery.Events;
using GatewayPipeline.LocalCloud.Events;
using GatewayPipeline.LocalCloud.Functions;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>
/// Puts together what topic, host and app say into the way of each push, and into news. Whoever sees something calls;
/// nobody waits here.
/// </summary>
internal sealed partial class PushTimeline
{
    private const string WebhookFunction = "PushWebhook";
    private const string PublishFunction = "PublishRevision";
    private const int MostKept = 1000;

    private readonly Lock gate = new();
    private readonly Channel<PipelineNews> news = Channel.CreateUnbounded<PipelineNews>();
    private readonly Queue<DateTimeOffset> told = [];
    private readonly Dictionary<string, PushTimes> byDelivery = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, double>> stepsByTrace = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, DateTimeOffset> publishing = [];
    private DateTimeOffset lastOutcome;

    public ChannelReader<PipelineNews> News => news.Reader;

    public void See(TopicObservation seen)
    {
        lock (gate)
        {
            switch (seen)
            {
                case TopicObservation.Published { Event.Type: CloudEventFormat.PushType } sent:
                    Note(
                        DeliveryOf(sent.Event),
                        new() { Told = told.TryDequeue(out var at) ? at : null, Sent = sent.At });
                    break;

                case TopicObservation.Delivered { Event.Type: CloudEventFormat.PushType } delivered
                    when byDelivery.TryGetValue(DeliveryOf(delivered.Event), out var times):
                    byDelivery[DeliveryOf(delivered.Event)] = times with { Queued = times.Queued ?? delivered.At };
                    break;

                case TopicObservation.Published { Event.Type: CloudEventFormat.PublishedType } published:
                    lastOutcome = published.At;
                    Tell(published.Event, published.At);
                    break;

                case TopicObservation.Published { Event.Type: CloudEventFormat.RefusedType } refused:
                    lastOutcome = refused.At;
                    var data = JsonNode.Parse(refused.Event.Json)?["data"];
                    Tell(new PipelineNews.Refused($"{data?["reason"]}", data?["commit"]?.ToString()));
                    break;

                case TopicObservation.DeadLettered dead:
                    Tell(new PipelineNews.Trouble(
                        $"an event could not be delivered ({dead.Reason}): dead letter {dead.Blob}"));
                    break;
            }
        }
    }

    public void See(HostObservation seen)
    {
        lock (gate)
        {
            switch (seen)
            {
                case HostObservation.InvocationStarted { Function: WebhookFunction }:
                    told.Enqueue(seen.At);
                    break;

                // A webhook that led to no event must not lend its time to the next.
                case HostObservation.InvocationEnded { Function: WebhookFunction } when told.Count > 0:
                    told.Clear();
                    break;

                case HostObservation.InvocationStarted { Function: PublishFunction } started:
                    publishing[started.InvocationId] = started.At;
                    Take(started.At);
                    break;

                case HostObservation.InvocationLogged { Function: PublishFunction } logged
                    when publishing.TryGetValue(logged.InvocationId, out var began) && lastOutcome < began:
                    Tell(new PipelineNews.Quiet(logged.Line));
                    break;

                case HostObservation.InvocationEnded ended:
                    publishing.Remove(ended.InvocationId);
                    if (ended.Failure is { } failure)
                    {
                        Tell(new PipelineNews.Trouble($"{ended.Function} failed: {failure}"));
                    }

                    break;

                case HostObservation.HandlerEnded { ExitCode: not 0 } gone:
                    Tell(new PipelineNews.Trouble(string.Create(CultureInfo.InvariantCulture,
                        $"the functions app ended with exit code {gone.ExitCode}")));
                    break;
            }
        }
    }

    /// <summary>Takes a line that the app logged: some tell how long a step took.</summary>
    public void See(string line)
    {
        if (Step().Match(line) is not { Success: true } step)
        {
            return;
        }

        lock (gate)
        {
            if (stepsByTrace.Count > MostKept)
            {
                stepsByTrace.Clear();
            }

            var trace = step.Groups["trace"].Value;
            if (!stepsByTrace.TryGetValue(trace, out var steps))
            {
                stepsByTrace[trace] = steps = new(StringComparer.Ordinal);
            }

            steps[step.Groups["step"].Value] =
                double.Parse(step.Groups["milliseconds"].Value, CultureInfo.InvariantCulture);
        }
    }

    public void Tell(PipelineNews what) => news.Writer.TryWrite(what);

    private void Tell(PublishedEvent published, DateTimeOffset at)
    {
        var json = JsonNode.Parse(published.Json);
        var known = byDelivery.TryGetValue(DeliveryOf(published), out var times) ? times : new();
        var steps = json?["traceparent"]?.ToString().Split('-') is [_, var trace, ..]
            && stepsByTrace.TryGetValue(trace, out var found) ? found : [];
        Tell(new PipelineNews.Released(
            json?["data"]?["sequence"]?.GetValue<long>() ?? 0,
            json?["data"]?["commit"]?.ToString(),
            known with { Published = at, Steps = steps }));
    }

    /// <summary>The push that has lain in the queue for longest is the one that is taken.</summary>
    private void Take(DateTimeOffset at)
    {
        foreach (var (delivery, times) in byDelivery)
        {
            if (times is { Queued: not null, Taken: null })
            {
                byDelivery[delivery] = times with { Taken = at };

                return;
            }
        }
    }

    private void Note(string delivery, PushTimes times)
    {
        if (byDelivery.Count > MostKept)
        {
            byDelivery.Clear();
        }

        byDelivery[delivery] = times;
    }

    private static string DeliveryOf(PublishedEvent published) =>
        JsonNode.Parse(published.Json)?["deliveryid"]?.ToString() ?? published.Id;

    [GeneratedRegex(@"Trace (?<trace>[0-9a-f]{32}): (?<step>.+?) took (?<milliseconds>[0-9.]+) ms")]
    private static partial Regex Step();
}
