using System.Collections.Immutable;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Both sides, and what is left of the time that examples may take.</summary>
internal sealed class DiffContext(DiffSide before, DiffSide after)
{
    private const int MostSearches = 500;
    private const int FieldsShown = 3;

    private int searches;

    public SideView Before { get; } = new(before);

    public SideView After { get; } = new(after);

    public Answers Answers { get; } = new();

    /// <summary>Changes for which nobody has looked for an example.</summary>
    public int NotSought { get; private set; }

    public RequestSearch Search => field ??= new(Before.Matcher, After.Matcher);

    /// <summary>A request that shows something; null: too many were sought already.</summary>
    public FoundRequest? Find(
        Door door, string domain, ImmutableArray<WantedRoute> wanted, Func<RouteDecision, RouteDecision, Sight> judge)
    {
        if (++searches > MostSearches)
        {
            return null;
        }

        return Search.Find(door, domain, wanted, judge);
    }

    public void SkipExample() => NotSought++;

    /// <summary>What is shown of a request. Null: in words, both answers are the same.</summary>
    public static DiffExample? Show(FoundRequest.Request found)
    {
        var (before, after) = (OutcomeText.Of(found.Base), OutcomeText.Of(found.Head));
        if (before != after)
        {
            return new(found.Value, before, after);
        }

        if (found.Base.RouteMessage is not { } older || found.Head.RouteMessage is not { } newer)
        {
            return null;
        }

        var fields = FactList.Compare(RouteWords.FactsOf(older), RouteWords.FactsOf(newer))
            .Where(change => RouteWords.IsAnswer(change.Field))
            .Take(FieldsShown)
            .ToList();

        return fields.Count == 0 ? null : new(
            found.Value,
            before + string.Concat(fields.Select(change => $", {change.Field}: {change.Base ?? "none"}")),
            after + string.Concat(fields.Select(change => $", {change.Field}: {change.Head ?? "none"}")));
    }
}
