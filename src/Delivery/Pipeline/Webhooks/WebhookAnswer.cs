using System.Collections.Immutable;
using GatewayPipeline.Delivery.Events;

namespace GatewayPipeline.Delivery.Pipeline.Webhooks;

/// <summary>What a webhook is answered.</summary>
public abstract record WebhookAnswer
{
    private WebhookAnswer()
    {
    }

    /// <summary>Events were sent for it.</summary>
    public sealed record Accepted(ImmutableArray<PipelineEvent> Events) : WebhookAnswer;

    /// <summary>It came before, and its events were sent then.</summary>
    public sealed record Known(string DeliveryId) : WebhookAnswer;

    /// <summary>A host asked whether anybody is there.</summary>
    public sealed record Pong : WebhookAnswer;

    /// <summary>Authentic, and nothing to do.</summary>
    public sealed record Ignored(string Reason) : WebhookAnswer;

    /// <summary>
    /// There is no such source, or the delivery was not sent by who knows its secret. Which of the two, nobody is told.
    /// </summary>
    public sealed record Refused : WebhookAnswer;

    /// <summary>Authentic, and not to be read.</summary>
    public sealed record Malformed(string Reason) : WebhookAnswer;

    /// <summary>Authentic, and more than is parsed: the timer will see what it was about.</summary>
    public sealed record TooLarge(int Limit) : WebhookAnswer;

    /// <summary>What it takes to answer cannot be reached. The reason is for logs, not for the sender.</summary>
    public sealed record Unavailable(string Reason) : WebhookAnswer;
}
