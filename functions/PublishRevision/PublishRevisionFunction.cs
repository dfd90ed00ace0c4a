using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Releases;
using GatewayPipeline.Functions.Hosting;

namespace GatewayPipeline.Functions.PublishRevision;

/// <summary>An event says that a tracked ref moved: its channels are brought in line.</summary>
internal sealed class PublishRevisionFunction(RevisionPublisher publisher) : IQueueFunction
{
    public string Name => "PublishRevision";

    public string Queue => "pushes";

    public async Task<Handling> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        !CloudEventFormat.TryRead(message.Span, out var happened, out var reason) ? new Handling.Refused(reason)
        : happened is PipelineEvent.Push push ? await publisher.PublishAsync(push, cancellation)
        : new Handling.Refused("it is not about a push");
}
