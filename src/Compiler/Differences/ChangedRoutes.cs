using System.Collections.Immutable;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Describes routes that both sides have, and that do not say the same.</summary>
internal sealed class ChangedRoutes(DiffContext context, HostPair hosts)
{
    public DiffChange Of(int before, int after)
    {
        var (older, newer) = (hosts.Base.Message.Routes[before], hosts.Head.Message.Routes[after]);
        var found = Seek(hosts.Base.Wanted(before, isInHead: false), hosts.Head.Wanted(after, isInHead: true));

        return new()
        {
            Kind = ChangeKind.Changed,
            Subject = RouteWords.TitleOf(newer),
            Fields = FieldsOf(older, newer),
            Base = hosts.Base.OriginOf(before),
            Head = hosts.Head.OriginOf(after),
            Note = found is FoundRequest.None ? "no request is answered differently" : null,
            Example = found is FoundRequest.Request request ? DiffContext.Show(request) : null,
        };
    }

    private static ImmutableArray<FieldChange> FieldsOf(Route older, Route newer) =>
        RouteWords.Compare(older, newer) is not [] and var fields ? fields
            : [new("Envoy's route", "differs in what has no words", "differs in what has no words")];

    private FoundRequest? Seek(WantedRoute older, WantedRoute newer)
    {
        var doesTheSame = context.Answers.EffectOf(older.Message) == context.Answers.EffectOf(newer.Message);
        var takesTheSame = Equals(older.Message.Match, newer.Message.Match);
        FoundRequest? found = new FoundRequest.None();
        if (!doesTheSame)
        {
            found = Find([older, newer], (before, after) =>
                before.RouteMessage is { } one && !ReferenceEquals(one, older.Message) ? new Sight.Taken(one)
                : after.RouteMessage is { } other && !ReferenceEquals(other, newer.Message) ? new Sight.Taken(other)
                : context.Answers.Differ(before, after) ? new Sight.Shown()
                : new Sight.Nothing());
        }

        if (!takesTheSame && found is not (null or FoundRequest.Request))
        {
            found = Worse(found, Find([newer], (before, after) => TakenBy.Other(after, before, newer.Message, context.Answers)));
        }

        if (!takesTheSame && found is not (null or FoundRequest.Request))
        {
            found = Worse(found, Find([older], (before, after) => TakenBy.Other(before, after, older.Message, context.Answers)));
        }

        if (found is null)
        {
            context.SkipExample();
        }

        return found;
    }

    // That no request shows it is certain only if each search says so.
    private static FoundRequest? Worse(FoundRequest former, FoundRequest? next) =>
        former is FoundRequest.Unknown && next is FoundRequest.None ? former : next;

    private FoundRequest? Find(ImmutableArray<WantedRoute> wanted, Func<RouteDecision, RouteDecision, Sight> judge) =>
        context.Find(hosts.Door, hosts.Domain, wanted, judge);
}
