using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Differences.Requests;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Differences;

/// <summary>A virtual host with where it is written; null: that is not known.</summary>
internal sealed class HostView(VirtualHost message, HostOrigin? origin)
{
    public VirtualHost Message => message;

    public SourceSpan? Origin => origin?.Host;

    /// <summary>Some route takes only some of the domains: what is true of one of them need not be of another.</summary>
    public bool LooksAtAuthority { get; } = message.Routes.Any(route => route.Match?.Headers.Any(
        header => header.Name.ToLowerInvariant() is ":authority" or "host") is true);

    /// <summary>Envoy's answer to hosts that nobody serves, which is the same without it.</summary>
    public static bool IsBlackhole(VirtualHost host) =>
        host.Routes.Count == 0 && host.RequireTls is VirtualHost.Types.TlsRequirementType.None;

    public SourceSpan? OriginOf(int route) => origin is not null && route < origin.Routes.Length ? origin.Routes[route] : null;

    public WantedRoute Wanted(int route, bool isInHead) => new(message.Routes[route], isInHead, message.Name, route);
}
