using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Events;

/// <summary>
/// What the parts of a pipeline tell each other, and others: CloudEvents of a topic. Each is a hint to look, may come
/// twice, late, out of order or never, and nothing it says is believed.
/// </summary>
/// <param name="Source">The <see cref="Pipeline.TrackedSource.Name"/>.</param>
public abstract record PipelineEvent(string Source)
{
    /// <summary>As W3C trace context writes it: the trace that began with the push.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Of the webhook that it began with; null: a timer, or a person.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>A tracked ref moved.</summary>
    /// <param name="Ref">In full.</param>
    /// <param name="Commit">Where to; null: it was deleted.</param>
    public sealed record Push(string Source, string Ref, string? Commit) : PipelineEvent(Source);

    /// <summary>A pull request to a tracked ref was opened or changed.</summary>
    public sealed record PullRequest(string Source, int Number, string BaseRef, string HeadCommit) : PipelineEvent(Source);

    /// <summary>A channel has a new release: a rollback is one, too.</summary>
    public sealed record Published(string Source, ChannelHead Head, bool IsRollback) : PipelineEvent(Source);

    /// <summary>A push became no release, and trying again as it is will not help.</summary>
    public sealed record Refused(string Source, string Channel, string? Commit, string Reason) : PipelineEvent(Source);
}

/// <summary>Where events are sent to.</summary>
public interface IEventTopic
{
    /// <exception cref="IOException">It was not taken.</exception>
    Task SendAsync(PipelineEvent happened, CancellationToken cancellation);
}
