using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Releases;
using GatewayPipeline.Functions.Hosting;

namespace GatewayPipeline.Functions.AdvanceRollout;

/// <summary>Every minute each rollout goes on by a step, waits, halts, or is taken back.</summary>
internal sealed class AdvanceRolloutFunction(RolloutAdvancer advancer, ILogger<AdvanceRolloutFunction> logger)
    : ITimerFunction
{
    public string Name => "AdvanceRollout";

    public async Task<Handling> RunAsync(CancellationToken cancellation) =>
        TimerReport.Of(await advancer.AdvanceAsync(cancellation), logger);
}
