using System.Collections.Immutable;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>Which of a tree's Fleets are published, and to which channel each.</summary>
internal static class FleetChoice
{
    /// <summary>The one that is meant; null: the tree does not say which, or has none of that name.</summary>
    public static FleetSettings? Find(ImmutableArray<FleetSettings> fleets, string? name) =>
        fleets switch
        {
            [var only] when name is null => only,
            _ => fleets.FirstOrDefault(fleet => fleet.Name == name && !fleet.IsImplied),
        };

    /// <summary>Each with its own channel, or why that cannot be.</summary>
    public static (ImmutableArray<FleetSettings> Chosen, string? Refusal) ChooseAll(
        ImmutableArray<FleetSettings> fleets, string? name)
    {
        var chosen = fleets.RemoveAll(fleet => name is not null && (fleet.Name != name || fleet.IsImplied));

        return chosen is []
                ? ([], $"there is no Fleet '{name}'; {Known(fleets)}")
            : chosen.FirstOrDefault(fleet => fleet.Channel is null) is { }
                ? ([], "no Fleet names a channel: name one with --channel, or write a Fleet")
            : (chosen, null);
    }

    private static string Known(ImmutableArray<FleetSettings> fleets) =>
        fleets is [{ IsImplied: true }]
            ? "there is none at all"
            : $"there are {string.Join(", ", fleets.Select(fleet => $"'{fleet.Name}'"))}";
}
