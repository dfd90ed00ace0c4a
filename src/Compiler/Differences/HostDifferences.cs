using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Compares what is answered to each host behind a filter chain.</summary>
internal sealed class HostDifferences(DiffContext context)
{
    private readonly HashSet<(string?, string?)> compared = [];

    public IEnumerable<DiffSection> Between(ChainPair chains)
    {
        if (!compared.Add((chains.Base?.Routes, chains.Head?.Routes)))
        {
            return [];
        }

        var before = context.Before.HostsOf(chains.Base?.Routes);
        var after = context.After.HostsOf(chains.Head?.Routes);
        var domains = before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);

        return domains
            .GroupBy(domain => Views(before.GetValueOrDefault(domain), after.GetValueOrDefault(domain), domain))
            .Select(same => Between(same.Key.Base, same.Key.Head, [.. same], chains))
            .OfType<DiffSection>();
    }

    // Domains that are served alike are compared once; apart, where a route tells them from each other.
    private static (HostView? Base, HostView? Head, string? Apart) Views(HostView? before, HostView? after, string domain) =>
        (before, after, before is { LooksAtAuthority: true } || after is { LooksAtAuthority: true } ? domain : null);

    private DiffSection? Between(HostView? before, HostView? after, ImmutableArray<string> domains, ChainPair chains)
    {
        var door = chains.Either.Door;
        (ChangeKind kind, ImmutableArray<DiffChange> changes) = (before, after) switch
        {
            (null, { } added) => (ChangeKind.Added, OfWhole(added, ChangeKind.Added, door, domains[0])),
            ({ } removed, null) => (
                ChangeKind.Removed,
                OfWhole(removed, ChangeKind.Removed, (chains.Base ?? chains.Either).Door, domains[0])),
            ({ } older, { } newer) => (ChangeKind.Changed, Between(new HostPair(older, newer, door, domains[0]))),
            _ => (ChangeKind.Changed, []),
        };

        return changes is [] ? null : new(SectionKind.Host, domains, door.Name, kind, changes);
    }

    private ImmutableArray<DiffChange> OfWhole(HostView host, ChangeKind kind, Door door, string domain)
    {
        var routes = new RouteChanges(context, host, door, domain);
        ImmutableArray<DiffChange> changes =
            [.. host.Message.Routes.Select((_, index) => routes.Of(index, isInHead: kind is ChangeKind.Added))];

        return changes is [] ? [routes.OfRedirect(kind)] : changes;
    }

    private ImmutableArray<DiffChange> Between(HostPair hosts)
    {
        var settings = SettingsOf(hosts);
        var (before, after) = (hosts.Base.Message.Routes, hosts.Head.Message.Routes);
        if (before.Equals(after))
        {
            return settings;
        }

        var pairing = RoutePairing.Of(before, after);
        var changes = new List<(int Place, DiffChange Change)>();
        var changed = new ChangedRoutes(context, hosts);
        var added = new RouteChanges(context, hosts.Head, hosts.Door, hosts.Domain);
        var removed = new RouteChanges(context, hosts.Base, hosts.Door, hosts.Domain);
        changes.AddRange(pairing.Pairs
            .Where(pair => !before[pair.Base].Equals(after[pair.Head]))
            .Select(pair => (pair.Head, changed.Of(pair.Base, pair.Head))));
        changes.AddRange(pairing.Added.Select(index => (index, added.Of(index, isInHead: true))));
        changes.AddRange(pairing.Removed.Select(index => (after.Count + index, removed.Of(index, isInHead: false))));
        var order = new RouteOrder(context, hosts, pairing.Pairs);
        changes.AddRange(order.FindMoved()
            .Select(moved => (pairing.Pairs[moved.Moved].Head, Describe(moved, pairing.Pairs, hosts))));
        if (order.GaveUp)
        {
            changes.Add((int.MaxValue, new()
            {
                Kind = ChangeKind.Moved,
                Subject = "routes",
                Note = "more routes changed places than could be compared: which of them win may have changed",
            }));
        }

        return [.. settings, .. changes.OrderBy(change => change.Place).Select(change => change.Change)];
    }

    private static DiffChange Describe(MovedRoute moved, ImmutableArray<(int Base, int Head)> pairs, HostPair hosts)
    {
        var (mine, other) = (pairs[moved.Moved], pairs[moved.Other]);
        var side = mine.Head < other.Head ? "before" : "behind";
        var doubt = moved.Request is null ? "; no request was found that shows whether that matters" : "";

        return new()
        {
            Kind = ChangeKind.Moved,
            Subject = RouteWords.TitleOf(hosts.Head.Message.Routes[mine.Head]),
            Note = $"now {side} {RouteWords.TitleOf(hosts.Head.Message.Routes[other.Head])}{doubt}",
            Base = hosts.Base.OriginOf(mine.Base),
            Head = hosts.Head.OriginOf(mine.Head),
            Example = moved.Request is { } request ? DiffContext.Show(request) : null,
        };
    }

    // What a virtual host says beside its routes. Its name changes with the hosts that share its routes, and means nothing.
    private ImmutableArray<DiffChange> SettingsOf(HostPair hosts)
    {
        var fields = FactList.Compare(FactsOf(hosts.Base.Message), FactsOf(hosts.Head.Message));
        if (fields is [])
        {
            return [];
        }

        var found = context.Find(hosts.Door, hosts.Domain, [], (before, after) =>
            context.Answers.Differ(before, after) ? new Sight.Shown() : new Sight.Nothing());

        return
        [
            new()
            {
                Kind = ChangeKind.Changed,
                Subject = "all requests",
                Fields = fields,
                Base = hosts.Base.Origin,
                Head = hosts.Head.Origin,
                Example = found is FoundRequest.Request request ? DiffContext.Show(request) : null,
            },
        ];
    }

    private static FactList FactsOf(VirtualHost host)
    {
        var facts = new FactList();
        foreach (var leaf in MessageLeaves.Without(
            host, VirtualHost.NameFieldNumber, VirtualHost.DomainsFieldNumber, VirtualHost.RoutesFieldNumber))
        {
            facts.Add(
                leaf.Path is "requireTls" ? "tls.httpsRedirect" : $"Envoy's {leaf.Path}",
                leaf.Path is "requireTls" ? "true" : leaf.Value);
        }

        return facts;
    }
}
