using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>A chain of the base with the one of the head that took its place; null: there is none.</summary>
internal readonly record struct ChainPair(ChainView? Base, ChainView? Head)
{
    public ChainView Either => Head ?? Base ?? throw new System.Diagnostics.UnreachableException();
}

/// <summary>
/// Finds for each chain its counterpart: of the same listener, with the same server names, or else with the same routes.
/// </summary>
internal static class ChainPairs
{
    public static ImmutableArray<ChainPair> Of(SideView before, SideView after)
    {
        var pairs = ImmutableArray.CreateBuilder<ChainPair>();
        var left = before.Chains.ToList();
        var right = after.Chains.ToList();
        Take(left, right, pairs, chain => $"{chain.Listener.Name} {string.Join(' ', chain.ServerNames.Order(StringComparer.Ordinal))}");
        Take(left, right, pairs, chain => chain.Routes is null ? null : $"{chain.Listener.Name} {chain.Routes}");
        pairs.AddRange(left.Select(chain => new ChainPair(chain, null)));
        pairs.AddRange(right.Select(chain => new ChainPair(null, chain)));

        return [.. pairs.OrderBy(pair => pair.Either.Listener.Name, StringComparer.Ordinal).ThenBy(pair => pair.Either.Index)];
    }

    private static void Take(
        List<ChainView> left, List<ChainView> right, ImmutableArray<ChainPair>.Builder pairs, Func<ChainView, string?> keyOf)
    {
        var byKey = right.Where(chain => keyOf(chain) is not null)
            .GroupBy(chain => keyOf(chain) ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<ChainView>(group), StringComparer.Ordinal);
        foreach (var chain in left.ToList())
        {
            if (keyOf(chain) is { } key && byKey.TryGetValue(key, out var found) && found.TryDequeue(out var counterpart))
            {
                pairs.Add(new(chain, counterpart));
                left.Remove(chain);
                right.Remove(counterpart);
            }
        }
    }
}
