using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Pipeline.Releases;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>Says what a timer's turn came to. A turn that left something out has failed, so that an alert can see it.</summary>
internal static class TimerReport
{
    public static Handling Of(Reconciliation done, ILogger logger)
    {
        foreach (var problem in done.Failed)
        {
            Log.Neglected(logger, problem);
        }

        return done.Failed.Count > 0
            ? new Handling.Refused(string.Join(' ', done.Failed))
            : new Handling.Done(done.Changed.Count > 0
                ? string.Join(' ', done.Changed)
                : $"All {done.Channels} channels are as they should be.");
    }
}
