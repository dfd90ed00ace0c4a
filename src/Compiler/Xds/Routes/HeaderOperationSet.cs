using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Istio's <c>headers</c>: what is set, added and removed on requests and responses, and an authority set among them.</summary>
internal sealed record HeaderOperationSet
{
    private static readonly ImmutableArray<string> Operations = ["set", "add", "remove"];
    private static readonly ImmutableArray<string> Writing = ["set", "add"];

    public ImmutableArray<CoreV3.HeaderValueOption> RequestHeadersToAdd { get; private init; } = [];

    public ImmutableArray<string> RequestHeadersToRemove { get; private init; } = [];

    public ImmutableArray<CoreV3.HeaderValueOption> ResponseHeadersToAdd { get; private init; } = [];

    public ImmutableArray<string> ResponseHeadersToRemove { get; private init; } = [];

    /// <summary>A request's <c>host</c> or <c>:authority</c> that is set, or else added: Envoy rewrites it, it cannot edit it.</summary>
    public string? Authority { get; init; }

    public static ImmutableArray<string> FieldsAt(string path) =>
        [.. Operations.SelectMany(operation => new[] { $"{path}.request.{operation}", $"{path}.response.{operation}" })];

    private static HeaderOperationSet None { get; } = new();

    public static HeaderOperationSet Of(Fields? headers)
    {
        if (headers is not { } written)
        {
            return None;
        }

        var request = written.Object("request");
        var response = written.Object("response");

        return new()
        {
            RequestHeadersToAdd = ToAdd(request),
            RequestHeadersToRemove = ToRemove(request),
            ResponseHeadersToAdd = ToAdd(response),
            ResponseHeadersToRemove = ToRemove(response),
            Authority = AuthorityIn(request, "set") ?? AuthorityIn(request, "add"),
        };
    }

    public static void Check(Fields? headers, DiagnosticBag diagnostics)
    {
        foreach (var direction in new[] { "request", "response" })
        {
            if (headers?.Object(direction) is not { } operations)
            {
                continue;
            }

            CheckNames(operations, mayRewriteAuthority: direction is "request", diagnostics);
            foreach (var entry in operations.Map("set").Concat(operations.Map("add")))
            {
                if (!HeaderFormat.IsWellFormed((entry.Value as ScalarSyntax)?.Value ?? "", out var reason))
                {
                    diagnostics.Add(ValueRules.HeaderValue.At(entry.Value.Span, entry.Key.Value, reason)
                        .WithHelp("write a literal % as %%"));
                }
            }
        }
    }

    /// <summary>Everything in this direction that gives a request another authority.</summary>
    public static IEnumerable<LocatedText> AuthoritiesIn(Fields? request) =>
        from operation in Writing
        from entry in request?.Map(operation) ?? []
        where IsAuthority(entry.Key.Value)
        select entry.Key;

    // Which characters a name may have is Envoy's to say: these are the names that stand for something else.
    private static void CheckNames(Fields operations, bool mayRewriteAuthority, DiagnosticBag diagnostics)
    {
        var changed = operations.Map("set").Concat(operations.Map("add")).Select(entry => entry.Key)
            .Where(name => !(mayRewriteAuthority && IsAuthority(name.Value)));
        foreach (var name in changed.Concat(operations.Texts("remove").Select(name => name.Text)))
        {
            if (name.Value.Length is 0)
            {
                diagnostics.Add(HttpRules.NoHeaderName.At(name.Span, name.Value));
            }
            else if (IsPseudo(name.Value))
            {
                diagnostics.Add(ValueRules.NotAllowedHere.At(name.Span, name.Value, "among the headers to change: it is part of the request line")
                    .WithHelp("change the path or the authority with rewrite"));
            }
        }
    }

    /// <summary>Writes the operations behind those that the route has.</summary>
    public void WriteTo(RouteV3.Route route)
    {
        route.RequestHeadersToAdd.AddRange(RequestHeadersToAdd);
        route.RequestHeadersToRemove.AddRange(RequestHeadersToRemove);
        route.ResponseHeadersToAdd.AddRange(ResponseHeadersToAdd);
        route.ResponseHeadersToRemove.AddRange(ResponseHeadersToRemove);
        if (Authority is { } authority)
        {
            route.Forwarding.HostRewriteLiteral = authority;
        }
    }

    private static ImmutableArray<CoreV3.HeaderValueOption> ToAdd(Fields? operations) => operations is not { } written ? [] :
    [
        .. Options(written, "set", CoreV3.HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd),
        .. Options(written, "add", CoreV3.HeaderValueOption.Types.HeaderAppendAction.AppendIfExistsOrAdd),
    ];

    private static IEnumerable<CoreV3.HeaderValueOption> Options(
        Fields operations, string operation, CoreV3.HeaderValueOption.Types.HeaderAppendAction action)
    {
        foreach (var header in operations.Labels(operation))
        {
            if (!IsPseudo(header.Key))
            {
                yield return new() { Header = new() { Key = header.Key, Value = header.Value }, AppendAction = action };
            }
        }
    }

    private static ImmutableArray<string> ToRemove(Fields? operations) => operations?.Texts("remove") is { IsEmpty: false } headers
        ? [.. headers.Select(header => header.Value).Where(header => !IsPseudo(header)).Order(StringComparer.Ordinal)]
        : [];

    private static string? AuthorityIn(Fields? operations, string operation) => operations?.Labels(operation)
        .Where(header => IsAuthority(header.Key))
        .Select(header => header.Value)
        .FirstOrDefault();

    private static bool IsPseudo(string header) => header.StartsWith(':') || IsAuthority(header);

    private static bool IsAuthority(string header) => header.Equals("host", StringComparison.OrdinalIgnoreCase)
        || header.Equals(":authority", StringComparison.OrdinalIgnoreCase);
}
