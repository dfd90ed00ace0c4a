using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>Signs the head anew when it is due, and now and then when it is not.</summary>
internal static class ResignerProcess
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(30);

    public static async Task RunAsync(Actor actor)
    {
        while (true)
        {
            await actor.SleepAsync(actor.World.Faults.DrawUpTo(LongestRest));
            try
            {
                await ResignAsync(actor);
            }
            catch (StoreUnavailableException)
            {
                actor.World.Say(actor.Name, "gives up for now");
            }
        }
    }

    private static async Task ResignAsync(Actor actor)
    {
        var (world, store, keys) = (actor.World, actor.Store, actor.World.Keys);
        var request = new ResignRequest(OnlyIfDue: world.Faults.Random.Next(3) > 0);
        switch (await new Resigner(store, store, keys, actor).ResignAsync(World.Channel, request, CancellationToken.None))
        {
            case Resigning.Refused refused when world.IsToday(keys) && !IsExpected(refused.Reason):
                world.Report($"{actor.Name} is refused: {refused.Reason}");
                break;
            case { } resigning:
                world.Say(actor.Name, $"{resigning.GetType().Name}");
                break;
        }
    }

    // Nothing was published yet, by anybody or by the release key of today.
    private static bool IsExpected(string reason) => reason.Contains("publish", StringComparison.Ordinal);
}
