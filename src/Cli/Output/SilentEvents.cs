using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Cli.Output;

/// <summary>For output that programs read: all is told at the end.</summary>
internal sealed class SilentEvents : IReleaseEvents
{
    public Task HearAsync(ReleaseEvent happened, CancellationToken cancellation) => Task.CompletedTask;
}
