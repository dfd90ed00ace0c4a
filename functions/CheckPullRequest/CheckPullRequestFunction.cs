using GatewayPipeline.Delivery.Events;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Reviews;
using GatewayPipeline.Functions.Hosting;

namespace GatewayPipeline.Functions.CheckPullRequest;

/// <summary>An event says that a pull request was opened or changed: it is reviewed.</summary>
internal sealed class CheckPullRequestFunction(PullRequestChecker checker) : IQueueFunction
{
    public string Name => "CheckPullRequest";

    public string Queue => "pull-requests";

    public async Task<Handling> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        !CloudEventFormat.TryRead(message.Span, out var happened, out var reason) ? new Handling.Refused(reason)
        : happened is PipelineEvent.PullRequest asked ? await checker.CheckAsync(asked, cancellation)
        : new Handling.Refused("it is not about a pull request");
}
