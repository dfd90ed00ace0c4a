namespace GatewayPipeline.Delivery.Events;

/// <summary>Where nobody listens. Webhooks then lead nowhere, and the timer alone sees what has changed.</summary>
public sealed class NoTopic : IEventTopic
{
    public Task SendAsync(PipelineEvent happened, CancellationToken cancellation) => Task.CompletedTask;
}
