using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>
/// What was read so far of the mappings and lists that are open, the innermost last: one list for a whole document, out
/// of which each is taken in its final size.
/// </summary>
internal sealed class OpenItems<T>
{
    private readonly List<T> items = [];

    /// <summary>Where the items of a mapping or list begin that is opened now.</summary>
    public int Count => items.Count;

    public void Add(T item) => items.Add(item);

    public void Clear() => items.Clear();

    public ReadOnlySpan<T> From(int start) => CollectionsMarshal.AsSpan(items)[start..];

    public ImmutableArray<T> TakeFrom(int start)
    {
        ImmutableArray<T> taken = [.. From(start)];
        CollectionsMarshal.SetCount(items, start);

        return taken;
    }
}
