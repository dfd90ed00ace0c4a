using System.Collections.Immutable;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>What became of something between base and head.</summary>
public enum ChangeKind
{
    Added,
    Removed,
    Changed,

    /// <summary>It says the same and stands elsewhere among its neighbours, so that another one wins.</summary>
    Moved,
}

/// <summary>What a section is about; in this order they are told.</summary>
public enum SectionKind
{
    /// <summary>Hosts and their routes.</summary>
    Host,

    /// <summary>An open port: who may connect, with which certificates, and connections that are not HTTP.</summary>
    Listener,

    /// <summary>A destination: how it is connected to, and its endpoints.</summary>
    Upstream,

    /// <summary>Certificates as the names of files.</summary>
    Certificate,

    /// <summary>The gateway's own process.</summary>
    Process,
}

/// <summary>
/// What differs for those who send requests and those who receive them, between what two trees compile to. Two
/// configurations with the same resources have no sections.
/// </summary>
public sealed partial record RouteDiff
{
    public required ImmutableArray<DiffSection> Sections { get; init; }

    /// <summary>
    /// The resources differ, but in nothing that anybody can tell: routes, of which no request meets two, stand in
    /// another order.
    /// </summary>
    public required bool DiffersUnnoticed { get; init; }

    /// <summary>Changes for which no example was sought, since there are too many of them.</summary>
    public required int ChangesWithoutSearch { get; init; }

    public bool IsEmpty => Sections is [];
}

/// <summary>One host, port, or destination, with all that changed about it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Names">What it is called; several where the very same changed for all of them.</param>
/// <param name="Place">Where it is reached, such as <c>port 443</c>; empty where that says nothing.</param>
/// <param name="Change">What became of the whole.</param>
/// <param name="Changes">In the order of the head's routes, what is gone behind them.</param>
public sealed record DiffSection(
    SectionKind Kind, ImmutableArray<string> Names, string Place, ChangeKind Change, ImmutableArray<DiffChange> Changes);

/// <summary>One change, such as that of a route.</summary>
public sealed record DiffChange
{
    public required ChangeKind Kind { get; init; }

    /// <summary>What changed: the conditions of a route, or the name of a setting.</summary>
    public required string Subject { get; init; }

    /// <summary>What it says differently.</summary>
    public ImmutableArray<FieldChange> Fields { get; init; } = [];

    /// <summary>A remark, such as that no request can meet it; null: there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Where it is written; null: it is not there, or that is not known.</summary>
    public SourceSpan? Base { get; init; }

    public SourceSpan? Head { get; init; }

    /// <summary>A request that shows it; null: none does, or none was found.</summary>
    public DiffExample? Example { get; init; }
}

/// <summary>A field with what it said and says, in words; null: nothing.</summary>
public sealed record FieldChange(string Field, string? Base, string? Head);

/// <summary>
/// A request, and what becomes of it. Both answers were asked of <see cref="RouteMatcher"/>. They are equal for a change
/// that is met behind the answer: then the request is one that goes there.
/// </summary>
public sealed record DiffExample(RouteRequest Request, string Base, string Head);
