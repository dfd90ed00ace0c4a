using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>
/// Publishers, re-signers, prunings, operators of rollouts and gateways work with one store, while processes crash, calls get lost and clocks
/// are wrong; then the faults end, and all must come to the newest commit. The same seed tells the same story.
/// </summary>
public static class PublishSimulation
{
    public static string FaultMix => FaultPlan.Description;

    public static SimulationReport Run(int seed, StoreDefects defects = StoreDefects.None)
    {
        // Nothing may wait for a context of the caller.
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunWorld(new(seed, defects), seed);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static SimulationReport RunWorld(World world, int seed)
    {
        var random = world.Faults.Random;
        var gateways = Enumerable.Range(1, 2).Select(_ => new GatewayProcess(world.Keys.Roots)).ToImmutableArray();
        ImmutableArray<Actor> actors =
        [
            .. Enumerable.Range(1, random.Next(2, 4))
                .Select(number => new Actor(world, $"publisher {number}", PublisherProcess.RunAsync)),
            .. Enumerable.Range(1, random.Next(1, 3))
                .Select(number => new Actor(world, $"resigner {number}", ResignerProcess.RunAsync)),
            .. Enumerable.Range(1, random.Next(1, 3))
                .Select(number => new Actor(world, $"pruner {number}", PrunerProcess.RunAsync)),
            .. Enumerable.Range(1, world.Plan is null ? 0 : random.Next(1, 3))
                .Select(number => new Actor(world, $"operator {number}", OperatorProcess.RunAsync)),
            .. gateways.Select((gateway, index) => new Actor(world, $"gateway {index + 1}", gateway.RunAsync)),
        ];
        foreach (var actor in actors)
        {
            world.Schedule.After(world.Faults.DrawUpTo(TimeSpan.FromMilliseconds(200)), actor.Start);
        }

        world.Schedule.RunUntil(world.CalmFrom);
        world.Faults.IsOver = true;
        world.Schedule.RunUntil(world.End);
        LookAtEnd(world, gateways);

        return new(seed, world.Calls, world.Inspector.Head?.Revision ?? 0, world.Removed, [.. world.Violations], world.Lines);
    }

    private static void LookAtEnd(World world, ImmutableArray<GatewayProcess> gateways)
    {
        var newest = world.Newest;
        var head = world.Inspector.Head;
        if (head?.Source?.Commit != newest.Id || head.Bundle.ContentDigest != newest.Bundle.ContentDigest
            || head.Rollout is not null)
        {
            world.Report($"the channel ends at {head?.Source?.Commit}, and the newest commit is {newest.Id}");
        }

        for (var index = 0; index < gateways.Length; index++)
        {
            if (gateways[index].Active != newest.Bundle.ContentDigest)
            {
                world.Report($"gateway {index + 1} has not come to the newest commit");
            }
        }
    }
}

/// <param name="Calls">So many calls to the store.</param>
/// <param name="Heads">So many heads were written.</param>
/// <param name="Removed">So many objects were pruned.</param>
/// <param name="Lines">What happened, one event a line.</param>
public sealed record SimulationReport(
    int Seed, int Calls, long Heads, int Removed, ImmutableArray<string> Violations, IReadOnlyList<string> Lines);
