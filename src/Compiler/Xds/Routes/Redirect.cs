using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using RedirectResponseCode = Envoy.Config.Route.V3.RedirectAction.Types.RedirectResponseCode;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Sends the client elsewhere: <c>redirect</c>.</summary>
internal sealed class Redirect : IRouteFeature
{
    private static readonly ImmutableArray<long> Codes = [301, 302, 303, 307, 308];

    private static readonly ImmutableArray<string> Targets = ["uri", "prefixRewrite", "authority", "scheme", "port", "derivePort"];

    public ImmutableArray<string> Fields { get; } =
    [
        "redirect.uri", "redirect.prefixRewrite", "redirect.authority", "redirect.scheme",
        "redirect.port", "redirect.derivePort", "redirect.redirectCode",
    ];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("redirect") is not { } redirect)
        {
            return;
        }

        if (redirect.Integer("redirectCode") is { } code && code is not 0 && !Codes.Contains(code))
        {
            var kind = code is >= 300 and < 400 ? ValueRules.RedirectNotBuilt : ValueRules.RedirectCode;
            diagnostics.Add(kind.At(redirect.SpanOf("redirectCode"), $"{code}")
                .WithHelp($"use one of {string.Join(", ", Codes)}"));
        }

        CheckPath(rule, redirect, diagnostics);
        CheckTarget(rule, redirect, diagnostics);
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Action is Ir.RouteAction.Redirect { Fields: var redirect })
        {
            target.Redirect = ToAction(redirect, route);
        }
    }

    // Envoy puts the new prefix in the place of the one that matched, so there has to be one.
    private static void CheckPath(Fields rule, Fields redirect, DiagnosticBag diagnostics)
    {
        if (redirect.Text("prefixRewrite") is not { Length: > 0 })
        {
            return;
        }

        if (redirect.Text("uri") is { Length: > 0 })
        {
            diagnostics.Add(ValueRules.OneOf.At(redirect.KeySpanOf("prefixRewrite"), "uri, prefixRewrite").WithHelp("keep one of them"));
        }

        foreach (var uri in rule.Objects("match").Select(match => match.Object("uri")).OfType<Fields>())
        {
            if (!uri.Has("prefix") || uri.Has("regex"))
            {
                diagnostics.Add(HttpRules.NoPrefixToReplace.At(redirect.KeySpanOf("prefixRewrite"), "prefixRewrite")
                    .Also(uri.Span, "this match has no prefix")
                    .WithHelp("match by prefix, or give the whole path under redirect.uri"));
            }
        }
    }

    private static void CheckTarget(Fields rule, Fields redirect, DiagnosticBag diagnostics)
    {
        if (redirect.Has("port") && redirect.Has("derivePort"))
        {
            diagnostics.Add(ValueRules.SeveralForms.At(redirect.KeySpanOf("derivePort"), "port, derivePort").WithHelp("keep one of them"));
        }
        else if (!Targets.Any(name => redirect.Text(name) is { Length: > 0 }))
        {
            diagnostics.Add(HttpRules.SaysNothing.At(rule.KeySpanOf("redirect"), "redirect", string.Join(" or ", Targets)));
        }

        if (redirect.Integer("port") is { } port and > ushort.MaxValue)
        {
            diagnostics.Add(SchemaRules.OutOfRange.At(redirect.SpanOf("port"), "port", "from 1 to 65535, and not " + port));
        }

        if (redirect.Text("scheme") is { Length: > 0 } scheme and not ("http" or "https"))
        {
            diagnostics.Add(HttpRules.UnknownWord.At(redirect.SpanOf("scheme"), scheme, "scheme to redirect to").WithHelp("write http or https"));
        }
    }

    private static RouteV3.RedirectAction ToAction(Fields redirect, Ir.Route route)
    {
        var action = new RouteV3.RedirectAction
        {
            HostRedirect = redirect.Text("authority") ?? "",
            ResponseCode = Code(redirect.Integer("redirectCode")),
        };
        if (redirect.Text("prefixRewrite") is { Length: > 0 } prefix)
        {
            action.PrefixRewrite = prefix;
        }
        else
        {
            action.PathRedirect = redirect.Text("uri") ?? "";
        }

        var scheme = redirect.Text("scheme") ?? "";
        if (scheme.Length > 0)
        {
            action.SchemeRedirect = scheme;
        }

        action.PortRedirect = Port(redirect, scheme.Length > 0 ? scheme : route.OverTls ? "https" : "http", route.ServerPort);

        return action;
    }

    // A port that is the scheme's own is left out of the location.
    private static uint Port(Fields redirect, string scheme, int serverPort)
    {
        var port = redirect.Text("derivePort") is "FROM_REQUEST_PORT" ? serverPort : redirect.Integer("port") ?? 0;

        return (scheme, port) is ("http", 80) or ("https", 443) ? 0 : (uint)Math.Clamp(port, 0, ushort.MaxValue);
    }

    private static RedirectResponseCode Code(long? code) => code switch
    {
        302 => RedirectResponseCode.Found,
        303 => RedirectResponseCode.SeeOther,
        307 => RedirectResponseCode.TemporaryRedirect,
        308 => RedirectResponseCode.PermanentRedirect,
        _ => RedirectResponseCode.MovedPermanently,
    };
}
