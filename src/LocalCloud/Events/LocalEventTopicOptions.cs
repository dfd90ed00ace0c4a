using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GatewayPipeline.LocalCloud.Events;

/// <summary>What a local topic takes, and whom it tells.</summary>
public sealed record LocalEventTopicOptions
{
    /// <summary>The access keys: whoever publishes shows one of them.</summary>
    public required ImmutableArray<string> Keys { get; init; }

    public required ImmutableArray<EventSubscription> Subscriptions { get; init; }

    /// <summary>On the loopback interface; 0: one that the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>Tells when to try again, and when an event's time is over.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Asked for each event and subscription.</summary>
    public Func<PublishedEvent, EventSubscription, DeliveryPlan> Plan { get; init; } = (_, _) => new();

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Is told what happens; called by whoever makes it happen, so it must not wait.</summary>
    public Action<TopicObservation> Observe { get; init; } = _ => { };
}
