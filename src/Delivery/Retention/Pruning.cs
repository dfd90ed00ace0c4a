using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Retention;

/// <summary>What came of pruning a store.</summary>
public abstract record Pruning
{
    private Pruning()
    {
    }

    /// <summary>All objects that pruning looks after, in the order of their paths.</summary>
    public sealed record Done(ImmutableArray<ObjectFate> Objects) : Pruning;

    /// <summary>Nothing was removed, since what the store has to keep is not certain.</summary>
    public sealed record Refused(string Reason) : Pruning;
}

/// <summary>What becomes of one object, and why.</summary>
public abstract record ObjectFate
{
    private ObjectFate(string path) => Path = path;

    public string Path { get; }

    public sealed record Kept(string Path, string Reason) : ObjectFate(Path);

    /// <summary>Nothing keeps it. It goes if that is still so from then on.</summary>
    public sealed record Marked(string Path, DateTimeOffset Since, DateTimeOffset Until) : ObjectFate(Path);

    /// <summary>Nothing has kept it for long enough: it is removed, or would be.</summary>
    public sealed record Removed(string Path, DateTimeOffset Since) : ObjectFate(Path);
}
