using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Retention;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>Prunes the store now and then, and mostly at the worst time: while a push is about to be published.</summary>
internal static class PrunerProcess
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(12);

    // It takes about as long until it has listed all and begins to remove.
    private static readonly TimeSpan LongestLead = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Actor actor)
    {
        while (true)
        {
            await actor.SleepAsync(RestOf(actor.World));
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

    private static TimeSpan RestOf(World world)
    {
        var now = world.Schedule.Now;
        var next = world.Commits.FirstOrDefault(commit => commit.PushedAt > now + LongestLead);

        return next is not null && world.Faults.Random.Next(8) > 0
            ? next.PushedAt - now - world.Faults.DrawUpTo(LongestLead)
            : world.Faults.DrawUpTo(LongestRest);
    }

    private static bool IsExpected(string reason) => reason.Contains("another pruning", StringComparison.Ordinal);
}
