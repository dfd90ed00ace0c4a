using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using RedirectResponseCode = Envoy.Config.Route.V3.RedirectAction.Types.RedirectResponseCode;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>Sends the client elsewhere: <c>redirect</c>.</summary>
internal sealed class Redirect : IRouteFeature
{
    private static readonly ImmutableArray<long> Codes = [301, 302, 303, 307, 308];

    public ImmutableArray<string> Fields { get; } =
    [
        "redirect.uri", "redirect.authority", "redirect.scheme", "redirect.port", "redirect.derivePort", "redirect.redirectCode",
    ];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("redirect") is not { } redirect)
        {
            return;
        }

        if (redirect.Integer("redirectCode") is { } code && code is not 0 && !Codes.Contains(code))
        {
            diagnostics.Add(ValueRules.RedirectCode.At(redirect.SpanOf("redirectCode"), $"{code}")
                .WithHelp($"use one of {string.Join(", ", Codes)}"));
        }
    }

    public RouteV3.Route? Contribute(Ir.Route route) => route.Action is Ir.RouteAction.Redirect { Fields: var redirect }
        ? new() { Redirect = ToAction(redirect, route) }
        : null;

    private static RouteV3.RedirectAction ToAction(Fields redirect, Ir.Route route)
    {
        var action = new RouteV3.RedirectAction
        {
            HostRedirect = redirect.Text("authority") ?? "",
            PathRedirect = redirect.Text("uri") ?? "",
            ResponseCode = Code(redirect.Integer("redirectCode")),
        };
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
