using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>Brings the channel to the newest commit, after each push and now and then.</summary>
internal static class PublisherProcess
{
    private const int MostTurns = 20;
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(30);
    private static readonly TimeSpan LongestCompilation = TimeSpan.FromMilliseconds(400);

    public static async Task RunAsync(Actor actor)
    {
        while (true)
        {
            try
            {
                await PublishAsync(actor);
                await actor.SleepAsync(RestOf(actor.World));
            }
            catch (StoreUnavailableException)
            {
                await actor.SleepAsync(actor.World.Faults.DrawUpTo(TimeSpan.FromMinutes(5)));
            }
        }
    }

    private static async Task PublishAsync(Actor actor)
    {
        var (world, store, keys) = (actor.World, actor.Store, actor.World.Keys);
        var publisher = new ReleasePublisher(store, store, keys, actor);
        for (var turn = 1; turn <= MostTurns; turn++)
        {
            var based = HeadVersion.Of(await ReadHeadAsync(store, keys));
            var commit = world.Newest;
            await actor.SleepAsync(world.Faults.DrawUpTo(LongestCompilation));
            var publication = await publisher.PublishAsync(
                commit.Bundle,
                new()
                {
                    Channel = World.Channel,
                    Source = new("shop", commit.Id),
                    BasedOn = based,
                    Rollout = world.Plan,
                    AllowWithdrawn = true,
                },
                CancellationToken.None);
            world.Say(actor.Name, $"{commit.Id}: {publication.GetType().Name}");
            switch (publication)
            {
                case Publication.Refused when !world.IsToday(keys):
                    return;
                case Publication.Refused refused:
                    world.Report($"{actor.Name} is refused: {refused.Reason}");
                    return;
                case Publication.Published or Publication.Unchanged or Publication.Withdrawn when commit == world.Newest:
                    return;
                default:
                    continue;
            }
        }

        world.Report($"{actor.Name} did not get its turn");
    }

    private static async Task<ChannelHead?> ReadHeadAsync(ActorStore store, PublisherKeys keys)
    {
        if (await store.GetAsync(StoreLayout.Head(World.Channel), null, Limits.HeadBytes, CancellationToken.None)
            is not StoreRead.Found found)
        {
            return null;
        }

        foreach (var root in keys.Roots.Roots)
        {
            if (new TrustPolicy(root.Document, World.Channel).VerifyHead(
                found.Content, floor: null, DateTimeOffset.MinValue) is HeadVerdict.Trusted trusted)
            {
                return trusted.Head;
            }
        }

        return null;
    }

    // All publishers hear of a push at almost the same time; one that is lost is found later.
    private static TimeSpan RestOf(World world)
    {
        var now = world.Schedule.Now;
        var rest = world.Faults.DrawUpTo(LongestRest);
        var next = world.Commits.FirstOrDefault(commit => commit.PushedAt > now);

        return next is not null && next.PushedAt - now < rest && world.Faults.Random.Next(8) > 0
            ? next.PushedAt - now + world.Faults.DrawUpTo(TimeSpan.FromMilliseconds(300))
            : rest;
    }
}
