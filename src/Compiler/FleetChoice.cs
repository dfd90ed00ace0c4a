using System.Collections.Immutable;

namespace GatewayPipeline.Compiler;

/// <summary>Which one of a tree's Fleets is meant by a name, or by none.</summary>
public abstract record FleetChoice
{
    private FleetChoice()
    {
    }

    public sealed record Chosen(FleetSettings Fleet) : FleetChoice;

    /// <summary>The tree has several and none is named, or has none of that name.</summary>
    public sealed record Unclear(string Reason) : FleetChoice;

    /// <param name="fleets">As <see cref="FleetCatalog"/> finds them: at least the implied one.</param>
    /// <param name="name">Null: the tree's only one.</param>
    public static FleetChoice Among(ImmutableArray<FleetSettings> fleets, string? name)
    {
        var names = string.Join(", ", fleets.Select(fleet => fleet.Name));

        return name is null
            ? fleets is [var only]
                ? new Chosen(only)
                : new Unclear($"there are several Fleets: name one of them with --fleet ({names})")
            : fleets.FirstOrDefault(fleet => fleet.Name == name && !fleet.IsImplied) is { } named
                ? new Chosen(named)
                : new Unclear($"--fleet {name}: " + (fleets is [{ IsImplied: true }]
                    ? "there is no Fleet, so leave --fleet out"
                    : $"the Fleets are {names}"));
    }
}
