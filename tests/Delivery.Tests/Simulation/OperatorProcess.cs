using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Rollouts;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>Takes rollouts on by hand, and now and then halts one, lets it go on, or takes it back.</summary>
internal static class OperatorProcess
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(4);

    public static async Task RunAsync(Actor actor)
    {
        while (true)
        {
            await actor.SleepAsync(actor.World.Faults.DrawUpTo(LongestRest));
            try
            {
                await ActAsync(actor);
            }
            catch (StoreUnavailableException)
            {
                actor.World.Say(actor.Name, "gives up for now");
            }
        }
    }

    private static async Task ActAsync(Actor actor)
    {
        var (world, store, keys) = (actor.World, actor.Store, actor.World.Keys);
        var controller = new RolloutController(store, store, store, keys, actor);

        // In the end everything is to come to all gateways, so nothing is taken back any more.
        var edit = world.Faults.Random.Next(world.Faults.IsOver ? 7 : 10) switch
        {
            < 7 => await controller.PromoteAsync(World.Channel, percent: null, CancellationToken.None),
            7 => await controller.PauseAsync(World.Channel, "to have a look", CancellationToken.None),
            8 => await controller.ResumeAsync(World.Channel, CancellationToken.None),
            _ => await controller.AbortAsync(World.Channel, "it looks bad", CancellationToken.None),
        };
        if (edit is HeadEdit.Refused refused && world.IsToday(keys) && !IsExpected(refused.Reason))
        {
            world.Report($"{actor.Name} is refused: {refused.Reason}");
        }

        world.Say(actor.Name, edit.ToString());
    }

    // There is nothing to take on; or nothing was published yet, by anybody or by the release key of today.
    private static bool IsExpected(string reason) =>
        reason.StartsWith("no rollout is under way", StringComparison.Ordinal)
        || reason.Contains("publish", StringComparison.Ordinal)
        || reason.Contains("gateways would not accept it", StringComparison.Ordinal);
}
