using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Retention;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>Prunes the store now and then.</summary>
internal static class PrunerProcess
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(12);

    public static async Task RunAsync(Actor actor)
    {
        while (true)
        {
            await actor.SleepAsync(actor.World.Faults.DrawUpTo(LongestRest));
            try
            {
                await PruneAsync(actor);
            }
            catch (StoreUnavailableException)
            {
                actor.World.Say(actor.Name, "gives up for now");
            }
        }
    }

    private static async Task PruneAsync(Actor actor)
    {
        var (world, store, keys) = (actor.World, actor.Store, actor.World.Keys);
        var pruner = new Pruner(store, store, store, keys.Roots, actor, World.Retention);
        switch (await pruner.PruneAsync(isTrial: false, CancellationToken.None))
        {
            case Pruning.Done done:
                var removed = done.Objects.Count(each => each is ObjectFate.Removed);
                world.Removed += removed;
                world.Say(actor.Name, $"removed {removed} of {done.Objects.Length}");
                break;
            case Pruning.Refused refused when !IsExpected(refused.Reason) && world.IsToday(keys):
                world.Report($"{actor.Name} is refused: {refused.Reason}");
                break;
        }
    }

    private static bool IsExpected(string reason) => reason.Contains("another pruning", StringComparison.Ordinal);
}
