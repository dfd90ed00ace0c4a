using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GatewayPipeline.Delivery.Telemetry;

/// <summary>
/// What can be traced and counted of delivery: the names are documented in docs/observability.md. Whoever wants to
/// know listens; nobody listening costs nothing.
/// </summary>
public static class DeliveryTelemetry
{
    /// <summary>Of the activity source and of the meter.</summary>
    public const string Name = "GatewayPipeline.Delivery";

    public static ActivitySource Activities { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    public static Counter<long> Webhooks { get; } = Meter.CreateCounter<long>(
        "gatewaypipeline.webhooks", "{webhook}", "Webhooks by source and by what they were answered.");

    public static Counter<long> Pushes { get; } = Meter.CreateCounter<long>(
        "gatewaypipeline.pushes", "{push}", "Pushes to tracked refs that became an event, by source.");

    public static Counter<long> Publications { get; } = Meter.CreateCounter<long>(
        "gatewaypipeline.publications", "{publication}", "What came of bringing channels in line with their refs.");

    public static Counter<long> Findings { get; } = Meter.CreateCounter<long>(
        "gatewaypipeline.findings", "{finding}", "Findings of compilations, by severity.");

    public static Counter<long> Poisoned { get; } = Meter.CreateCounter<long>(
        "gatewaypipeline.poison", "{message}", "Messages that were put aside with a reason, by queue.");

    public static Histogram<double> CompileDuration { get; } = Meter.CreateHistogram<double>(
        "gatewaypipeline.compile.duration", "s", "How long compiling a tree of manifests takes.");

    public static Gauge<double> HeadAge { get; } = Meter.CreateGauge<double>(
        "gatewaypipeline.head.age", "s", "Since when the head of a channel is signed, when it was last looked at.");

    public static Gauge<int> RolloutPercent { get; } = Meter.CreateGauge<int>(
        "gatewaypipeline.rollout.percent", "%", "How far the rollout of a channel is; 100 where none is under way.");

    /// <summary>
    /// A part of the work that began with a push. It is there also where nobody listens: the trace goes on in release
    /// records and events.
    /// </summary>
    /// <param name="parent">The <c>traceparent</c> of what caused it; null or not readable: a trace begins.</param>
    public static Activity Begin(string name, ActivityKind kind, string? parent)
    {
        var isJoined = ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var context);

        // Not a child of what else goes on in this process: the trace is the push's.
        Activity.Current = null;
        if (Activities.StartActivity(name, kind, isJoined ? context : default) is { } heard)
        {
            return heard;
        }

        var alone = new Activity(name).SetIdFormat(ActivityIdFormat.W3C);

        return (isJoined ? alone.SetParentId(context.TraceId, context.SpanId, context.TraceFlags) : alone).Start();
    }
}
