using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GatewayPipeline.Compiler.Text;

/// <summary>
/// Work on many things that need nothing of each other, by all processors. PLINQ would do, but cannot be compiled ahead.
/// </summary>
internal static class ParallelWork
{
    // So few that all processors end at about the same time, so many that handing them out costs next to nothing.
    private const int Handful = 16;

    /// <summary>What <paramref name="make"/> makes of each item, in the order of the items.</summary>
    /// <param name="atOnce">How many items a processor takes at a time; 1 for items that are much work.</param>
    public static ImmutableArray<TResult> SelectInParallel<TItem, TResult>(
        this IReadOnlyList<TItem> items, Func<TItem, TResult> make, int atOnce = Handful) =>
        Select(items.Count, index => make(items[index]), atOnce);

    /// <summary>What <paramref name="make"/> makes of each number from 0 to <paramref name="count"/> - 1, in order.</summary>
    public static ImmutableArray<TResult> Select<TResult>(int count, Func<int, TResult> make, int atOnce = Handful)
    {
        var made = new TResult[count];
        Parallel.For(0, (count + atOnce - 1) / atOnce, part =>
        {
            var end = Math.Min(count, (part + 1) * atOnce);
            for (var index = part * atOnce; index < end; index++)
            {
                made[index] = make(index);
            }
        });

        return ImmutableCollectionsMarshal.AsImmutableArray(made);
    }
}
