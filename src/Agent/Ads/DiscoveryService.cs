using GatewayPipeline.Discovery;
using Grpc.Core;

namespace GatewayPipeline.Agent.Ads;

/// <summary>The gRPC face of <see cref="ServedResources"/>: a stream per gateway.</summary>
internal sealed class DiscoveryService(
    ServedResources served, IHostApplicationLifetime lifetime, ILogger<DiscoveryService> logger)
    : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
{
    public override async Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream,
        IServerStreamWriter<DeltaDiscoveryResponse> responseStream,
        ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        var stream = served.Open();
        Log.StreamOpened(logger);
        try
        {
            await stream.RunAsync(requestStream, responseStream, ending.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The gateway went away, or this process is about to: the gateway keeps what it has and comes back.
        }
        finally
        {
            served.Close(stream);
            Log.StreamClosed(logger, stream.Identity?.UserAgent ?? "unknown", stream.Identity?.Version ?? "");
        }
    }
}
