using System.Collections.Immutable;
using Envoy.Config.Listener.V3;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Compares open ports: how connections are taken, and where those go that are not HTTP.</summary>
internal sealed class ListenerDifferences(DiffContext context, ImmutableArray<ChainPair> chains)
{
    public IEnumerable<DiffSection> Find() => chains
        .GroupBy(pair => pair.Either.Listener.Name, StringComparer.Ordinal)
        .Select(listener => Compare(listener.Key, [.. listener]))
        .OfType<DiffSection>();

    private DiffSection? Compare(string name, ImmutableArray<ChainPair> pairs)
    {
        var (before, after) = (context.Before.Listeners.GetValueOrDefault(name), context.After.Listeners.GetValueOrDefault(name));
        var kind = before is null ? ChangeKind.Added : after is null ? ChangeKind.Removed : ChangeKind.Changed;
        ImmutableArray<DiffChange> changes = [.. OfListener(before, after), .. pairs.Select(Compare).OfType<DiffChange>()];

        return changes is [] ? null : new(SectionKind.Listener, [pairs[0].Either.Door.Name], "", kind, changes);
    }

    private static IEnumerable<DiffChange> OfListener(Listener? before, Listener? after)
    {
        if (before is null || after is null || before.Equals(after))
        {
            yield break;
        }

        var fields = SettingWords.Compare(SettingWords.OfListener(before), SettingWords.OfListener(after));
        if (fields is not [])
        {
            yield return new() { Kind = ChangeKind.Changed, Subject = "the port itself", Fields = fields };
        }
    }

    private DiffChange? Compare(ChainPair pair)
    {
        if (Equals(pair.Base?.Chain, pair.Head?.Chain))
        {
            return null;
        }

        var (before, after) = (FactsOf(pair.Base), FactsOf(pair.Head));
        var kind = pair.Base is null ? ChangeKind.Added : pair.Head is null ? ChangeKind.Removed : ChangeKind.Changed;
        var fields = SettingWords.Compare(before, after);

        return new()
        {
            Kind = kind,
            Subject = pair.Either.Name,
            Fields = kind is not ChangeKind.Changed ? fields.RemoveAll(IsUsual)
                : fields is not [] ? fields
                : [new("Envoy's filter chain", "differs in what has no words", "differs in what has no words")],
            Base = pair.Base is { } older ? context.Before.OriginOf(older) : null,
            Head = pair.Head is { } newer ? context.After.OriginOf(newer) : null,
            Example = pair.Either.Routes is null ? ExampleOf(pair.Either) : null,
        };
    }

    private static FactList FactsOf(ChainView? chain) => chain is null ? new() : SettingWords.OfChain(chain.Chain);

    private static bool IsUsual(FieldChange field) => field.Field.StartsWith("HTTP ", StringComparison.Ordinal)
        || field.Field.StartsWith("TCP ", StringComparison.Ordinal) || field.Field.StartsWith("Envoy's ", StringComparison.Ordinal);

    // A connection that nobody reads as HTTP: its server name is all that it is told by.
    private DiffExample? ExampleOf(ChainView chain)
    {
        var host = chain.ServerNames is [var name, ..] ? DomainSample.Of(name) : "";
        var request = new RouteRequest
        {
            Port = chain.Door.Port,
            Address = chain.Door.Address is "" ? null : chain.Door.Address,
            Scheme = chain.Door.Scheme,
            Sni = host.Length > 0 ? host : null,
            Method = RequestText.Connection,
            Authority = host,
            Path = "",
        };
        var (before, after) = context.Search.Ask(request);
        var (older, newer) = (OutcomeText.Of(before), OutcomeText.Of(after));

        return older == newer ? null : new(request, older, newer);
    }
}
