using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>
/// What makes requests look alike to a balancer that hashes: Istio writes it in the DestinationRule of each destination,
/// Envoy on the route.
/// </summary>
internal sealed class HashPolicies : IRouteFeature
{
    private const string Prefix = "loadBalancer.consistentHash.";

    private static readonly ImmutableArray<string> Keys = ["httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"];

    /// <summary>The fields that it reads of a traffic policy.</summary>
    public static ImmutableArray<string> PolicyFields { get; } =
    [
        Prefix + "httpHeaderName", Prefix + "useSourceIp", Prefix + "httpQueryParameterName",
        Prefix + "httpCookie.name", Prefix + "httpCookie.path", Prefix + "httpCookie.ttl",
        Prefix + "httpCookie.attributes[].name", Prefix + "httpCookie.attributes[].value",
    ];

    /// <summary>None of the rule itself.</summary>
    public ImmutableArray<string> Fields { get; } = [];

    public static void CheckPolicy(Fields hash, DiagnosticBag diagnostics)
    {
        if (Keys.Where(hash.Has).ToArray() is [_, var second, ..] given)
        {
            diagnostics.Add(ValueRules.SeveralForms.At(hash.KeySpanOf(second), string.Join(" and ", given)));
        }

        if (hash.Object("httpCookie") is { } cookie)
        {
            foreach (var named in cookie.Objects("attributes").Prepend(cookie).Where(named => named.Text("name") is ""))
            {
                diagnostics.Add(ValueRules.EmptyValue.At(named.SpanOf("name"), "name"));
            }

            CheckAttributes(cookie, diagnostics);
        }
    }

    private static void CheckAttributes(Fields cookie, DiagnosticBag diagnostics)
    {
        var known = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var name in cookie.Objects("attributes").Select(attribute => attribute.Scalar("name")).OfType<ScalarSyntax>())
        {
            if (!known.TryAdd(name.Value, name.Span))
            {
                diagnostics.Add(NameRules.Twice.At(name.Span, "a cookie attribute named", name.Value).Also(known[name.Value], "the first one"));
            }
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Action is not Ir.RouteAction.Forward { Destinations: var destinations })
        {
            return;
        }

        foreach (var destination in destinations)
        {
            if ((destination.Weight > 0 || destinations.Length is 1)
                && destination.Cluster.Hash is { } hash && ToPolicy(hash) is { } policy)
            {
                target.Forwarding.HashPolicy.Add(policy);
            }
        }
    }

    private static RouteV3.RouteAction.Types.HashPolicy? ToPolicy(Fields hash)
    {
        if (hash.Text("httpHeaderName") is { Length: > 0 } header)
        {
            return new() { Header = new() { HeaderName = header } };
        }

        if (hash.Object("httpCookie") is { } cookie)
        {
            return new() { Cookie = ToCookie(cookie) };
        }

        if (hash.Flag("useSourceIp") is { } source)
        {
            return new() { ConnectionProperties = new() { SourceIp = source } };
        }

        return hash.Text("httpQueryParameterName") is { Length: > 0 } parameter ? new() { QueryParameter = new() { Name = parameter } } : null;
    }

    private static RouteV3.RouteAction.Types.HashPolicy.Types.Cookie ToCookie(Fields cookie) => new()
    {
        Name = cookie.Text("name") ?? "",
        Path = cookie.Text("path") ?? "",
        Ttl = cookie.Duration("ttl")?.ToProto(),
        Attributes =
        {
            cookie.Objects("attributes").Select(attribute => new RouteV3.RouteAction.Types.HashPolicy.Types.CookieAttribute
            {
                Name = attribute.Text("name") ?? "",
                Value = attribute.Text("value") ?? "",
            }),
        },
    };
}
