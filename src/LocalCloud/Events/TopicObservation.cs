namespace GatewayPipeline.LocalCloud.Events;

/// <summary>What happened in a local topic, as it happens: for timelines and for tests.</summary>
public abstract record TopicObservation(DateTimeOffset At, PublishedEvent Event)
{
    public sealed record Published(DateTimeOffset At, PublishedEvent Event) : TopicObservation(At, Event);

    public sealed record Delivered(DateTimeOffset At, PublishedEvent Event, string Subscription, int Attempt)
        : TopicObservation(At, Event);

    /// <param name="At">When it was tried.</param>
    /// <param name="Event">What could not be delivered.</param>
    /// <param name="Subscription">To whom.</param>
    /// <param name="Outcome">The word for what the queue answered.</param>
    /// <param name="NextAttempt">When it is tried again; null: never.</param>
    public sealed record DeliveryFailed(
        DateTimeOffset At, PublishedEvent Event, string Subscription, string Outcome, DateTimeOffset? NextAttempt)
        : TopicObservation(At, Event);

    /// <param name="At">When it was written.</param>
    /// <param name="Event">What is given up.</param>
    /// <param name="Subscription">To whom it could not be delivered.</param>
    /// <param name="Reason">The word for it that stands in the dead letter.</param>
    /// <param name="Blob">Where it lies.</param>
    public sealed record DeadLettered(
        DateTimeOffset At, PublishedEvent Event, string Subscription, string Reason, string Blob)
        : TopicObservation(At, Event);

    /// <summary>It is neither delivered nor kept.</summary>
    public sealed record Dropped(DateTimeOffset At, PublishedEvent Event, string Subscription, string Reason)
        : TopicObservation(At, Event);
}
