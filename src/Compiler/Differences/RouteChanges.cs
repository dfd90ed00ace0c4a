using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Differences.Words;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>Describes routes that only one side has.</summary>
internal sealed class RouteChanges(DiffContext context, HostView host, Door door, string domain)
{
    public DiffChange Of(int index, bool isInHead)
    {
        var route = host.Message.Routes[index];
        var found = Seek(host.Wanted(index, isInHead));

        return new()
        {
            Kind = isInHead ? ChangeKind.Added : ChangeKind.Removed,
            Subject = RouteWords.TitleOf(route),
            Fields = RouteWords.SummaryOf(route, isInHead),
            Base = isInHead ? null : host.OriginOf(index),
            Head = isInHead ? host.OriginOf(index) : null,
            Note = found is FoundRequest.None ? "no request is answered differently" : null,
            Example = found is FoundRequest.Request request ? DiffContext.Show(request) : null,
        };
    }

    /// <summary>Of a host that has no routes, because all its requests are sent to https.</summary>
    public DiffChange OfRedirect(ChangeKind kind)
    {
        var found = context.Find(door, domain, [], (before, after) =>
            context.Answers.Differ(before, after) ? new Sight.Shown() : new Sight.Nothing());

        return new()
        {
            Kind = kind,
            Subject = "all requests",
            Fields = [kind is ChangeKind.Added ? new("tls.httpsRedirect", null, "true") : new("tls.httpsRedirect", "true", null)],
            Base = kind is ChangeKind.Added ? null : host.Origin,
            Head = kind is ChangeKind.Added ? host.Origin : null,
            Example = found is FoundRequest.Request request ? DiffContext.Show(request) : null,
        };
    }

    private FoundRequest? Seek(WantedRoute wanted)
    {
        var found = context.Find(door, domain, [wanted], (before, after) =>
            TakenBy.Other(wanted.IsInHead ? after : before, wanted.IsInHead ? before : after, wanted.Message, context.Answers));
        if (found is null)
        {
            context.SkipExample();
        }

        return found;
    }
}
