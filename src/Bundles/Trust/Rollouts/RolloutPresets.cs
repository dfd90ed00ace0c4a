using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Trust.Rollouts;

/// <summary>Plans that have a name. Canaries and gates of one's own can be added to each.</summary>
public static class RolloutPresets
{
    public const string Linear20Every6m = "linear20every6m";
    public const string Canary10 = "canary10";
    public const string AllAtOnce = "allAtOnce";
    public const string Emergency = "emergency";

    private static readonly TimeSpan ShortBake = TimeSpan.FromMinutes(10);

    public static ImmutableArray<string> Names { get; } = [Linear20Every6m, Canary10, AllAtOnce, Emergency];

    /// <summary>Null if there is none of this name.</summary>
    public static RolloutPlan? Find(string name) => name switch
    {
        Linear20Every6m => new()
        {
            Stages = [.. Enumerable.Range(1, 5).Select(step => new RolloutStage(20 * step, TimeSpan.FromMinutes(6)))],
            Bake = TimeSpan.FromMinutes(30),
        },
        Canary10 => new()
        {
            Stages = [new(10, TimeSpan.FromMinutes(20)), new(100, TimeSpan.Zero)],
            Bake = ShortBake,
        },
        AllAtOnce => new() { Stages = [new(100, TimeSpan.Zero)], Bake = ShortBake },

        // Faster than anything else, so one stolen or mistaken key is not enough for it.
        Emergency => new() { Stages = [new(100, TimeSpan.Zero)], Bake = TimeSpan.Zero, ReleaseSignatures = 2 },
        _ => null,
    };
}
