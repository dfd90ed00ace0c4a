using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Releases;
using GatewayPipeline.Functions.Hosting;

namespace GatewayPipeline.Functions.Reconcile;

/// <summary>Every few minutes all tracked refs are compared with their channels: whatever was lost is made up for.</summary>
internal sealed class ReconcileFunction(SourceReconciler reconciler, ILogger<ReconcileFunction> logger) : ITimerFunction
{
    public string Name => "Reconcile";

    public async Task<Handling> RunAsync(CancellationToken cancellation) =>
        TimerReport.Of(await reconciler.ReconcileAsync(cancellation), logger);
}
