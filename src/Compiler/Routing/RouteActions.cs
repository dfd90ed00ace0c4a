using System.Collections.Immutable;
using System.Globalization;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using GatewayPipeline.Compiler.Re2;
using static Envoy.Config.Route.V3.RedirectAction;
using static Envoy.Config.Route.V3.RedirectAction.Types;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What a route does with a request that it took.</summary>
internal sealed class RouteActions
{
    private static readonly TimeSpan defaultTimeout = TimeSpan.FromSeconds(15);

    private readonly Route route;
    private readonly PathCondition path;
    private readonly Re2Pattern? pathPattern;
    private readonly Re2Pattern? hostPattern;

    public RouteActions(Route route, PathCondition path)
    {
        this.route = route;
        this.path = path;
        pathPattern = PatternOf(route.Redirect?.RegexRewrite ?? route.Route_?.RegexRewrite);
        hostPattern = PatternOf(route.Route_?.HostRewritePathRegex);
        OwnRequestHeaders = HeaderOperation.Of(route.RequestHeadersToAdd, route.RequestHeadersToRemove);
        OwnResponseHeaders = HeaderOperation.Of(route.ResponseHeadersToAdd, route.ResponseHeadersToRemove);
    }

    public ImmutableArray<HeaderOperation> OwnRequestHeaders { get; }

    public ImmutableArray<HeaderOperation> OwnResponseHeaders { get; }

    public TimeSpan Timeout => route.Route_?.Timeout is { } timeout ? timeout.ToTimeSpan() : defaultTimeout;

    public IEnumerable<Mirror> Mirrors(VirtualHost host, RouteConfiguration configuration)
    {
        var policies = route.Route_ is { RequestMirrorPolicies.Count: > 0 } action ? action.RequestMirrorPolicies
            : host.RequestMirrorPolicies.Count > 0 ? host.RequestMirrorPolicies
            : configuration.RequestMirrorPolicies;

        return policies.Select(policy => new Mirror(
            policy.Cluster,
            policy.RuntimeFraction?.DefaultValue is { } share
                ? 100.0 * share.Numerator / CompiledRoute.DenominatorOf(share) : 100));
    }

    /// <summary>
    /// The share of a route's traffic that this request belongs to; null if the route has one destination.
    /// </summary>
    public WeightedCluster.Types.ClusterWeight? Choose(RequestView request)
    {
        if (route.Route_?.WeightedClusters is not { Clusters.Count: > 0 } weighted)
        {
            return null;
        }

        var total = (ulong)weighted.Clusters.Sum(cluster => (long)(cluster.Weight ?? 0));
        var random = ulong.TryParse(request.Header(weighted.HeaderName), CultureInfo.InvariantCulture, out var given)
            ? given : request.Random;
        var selected = total == 0 ? 0 : random % total;
        foreach (var cluster in weighted.Clusters)
        {
            var weight = (ulong)(cluster.Weight ?? 0);
            if (selected < weight)
            {
                return cluster;
            }

            selected -= weight;
        }

        return weighted.Clusters[^1];
    }

    public RouteOutcome Outcome(RequestView request, WeightedCluster.Types.ClusterWeight? chosen)
    {
        if (route.Redirect is { } redirect)
        {
            return new RouteOutcome.Redirect(StatusOf(redirect.ResponseCode), Location(request, redirect));
        }

        if (route.DirectResponse is { } direct)
        {
            var status = (int)direct.Status;
            var location = status == 201 || status / 100 == 3 ? Location(request, new()) : null;

            return new RouteOutcome.DirectResponse(status, BodyOf(direct), location);
        }

        if (route.Route_ is not { } action)
        {
            return new RouteOutcome.NotFound("the route forwards nothing");
        }

        if (chosen is not null)
        {
            return new RouteOutcome.Weighted(
                [.. action.WeightedClusters.Clusters.Select(cluster => ChoiceOf(cluster, request))],
                    ChoiceOf(chosen, request));
        }

        return new RouteOutcome.Cluster(
            action.ClusterSpecifierCase is RouteAction.ClusterSpecifierOneofCase.ClusterHeader
            ? request.Header(action.ClusterHeader.ToLowerInvariant()) ?? ""
            : action.Cluster);
    }

    /// <summary>The path that is sent on, with its query.</summary>
    public string PathSentOn(RequestView request)
    {
        if (route.Redirect is { } redirect)
        {
            return redirect.PathRewriteSpecifierCase switch
            {
                PathRewriteSpecifierOneofCase.PrefixRewrite => WithPrefix(request, redirect.PrefixRewrite),
                PathRewriteSpecifierOneofCase.RegexRewrite => WithRegex(request, redirect.RegexRewrite),
                _ => request.Path,
            };
        }

        return route.Route_ is not { } action ? request.Path
            : action.PrefixRewrite.Length > 0 ? WithPrefix(request, action.PrefixRewrite)
            : action.RegexRewrite is { } rewrite ? WithRegex(request, rewrite)
            : request.Path;
    }

    /// <summary>The authority that is sent on; one that depends on the upstream's name stays as it came.</summary>
    public string AuthoritySentOn(RequestView request, WeightedCluster.Types.ClusterWeight? chosen)
    {
        if (route.Route_ is not { } action)
        {
            return request.Authority;
        }

        var own = action.HostRewriteSpecifierCase switch
        {
            RouteAction.HostRewriteSpecifierOneofCase.HostRewriteLiteral => action.HostRewriteLiteral,
            RouteAction.HostRewriteSpecifierOneofCase.HostRewriteHeader =>
                request.Header(action.HostRewriteHeader.ToLowerInvariant()) ?? "",
            RouteAction.HostRewriteSpecifierOneofCase.HostRewritePathRegex when hostPattern is not null =>
                hostPattern.Replace(request.PathOnly, action.HostRewritePathRegex.Substitution),
            _ => "",
        };

        return own.Length > 0 ? own
            : chosen?.HostRewriteLiteral is { Length: > 0 } ofChoice ? ofChoice
            : request.Authority;
    }

    private static Re2Pattern? PatternOf(RegexMatchAndSubstitute? rewrite) =>
        rewrite is not null && Re2Pattern.TryParse(rewrite.Pattern.Regex, out var pattern, out _) ? pattern : null;

    private static WeightedChoice ChoiceOf(WeightedCluster.Types.ClusterWeight cluster, RequestView request) => new(
        cluster.Name.Length > 0 ? cluster.Name : request.Header(cluster.ClusterHeader.ToLowerInvariant()) ?? "",
        cluster.Weight ?? 0);

    private static string BodyOf(DirectResponseAction direct) => direct.Body is { } body
        ? body.InlineString.Length > 0 ? body.InlineString : body.InlineBytes.ToStringUtf8()
        : "";

    private static int StatusOf(RedirectResponseCode code) => code switch
    {
        RedirectResponseCode.Found => 302,
        RedirectResponseCode.SeeOther => 303,
        RedirectResponseCode.TemporaryRedirect => 307,
        RedirectResponseCode.PermanentRedirect => 308,
        _ => 301,
    };

    private string WithPrefix(RequestView request, string rewrite) =>
        rewrite.Length > 0 && path.Remainder(request) is { } remainder ? rewrite + remainder : request.Path;

    private string WithRegex(RequestView request, RegexMatchAndSubstitute rewrite)
    {
        var rewritten = pathPattern?.Replace(request.PathOnly, rewrite.Substitution) ?? request.PathOnly;

        // An empty result counts as no rewrite at all.
        return rewritten.Length == 0 ? request.Path : rewritten + request.Path[request.PathOnly.Length..];
    }

    private string Location(RequestView request, RedirectAction redirect)
    {
        var scheme = redirect.SchemeRewriteSpecifierCase switch
        {
            SchemeRewriteSpecifierOneofCase.SchemeRedirect => redirect.SchemeRedirect,
            SchemeRewriteSpecifierOneofCase.HttpsRedirect when redirect.HttpsRedirect => "https",
            _ => request.ForwardedScheme,
        };
        var port = redirect.PortRedirect == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $":{redirect.PortRedirect}");
        var host = redirect.HostRedirect.Length > 0
            ? redirect.HostRedirect
            : HostFor(request, scheme, dropPort: port.Length > 0);

        return $"{scheme}://{host}{port}{RedirectedPath(request, redirect)}";
    }

    private string RedirectedPath(RequestView request, RedirectAction redirect)
    {
        var target = PathSentOn(request);
        var hasOwnQuery = redirect.PathRedirect.Contains('?', StringComparison.Ordinal);
        if (redirect.PathRedirect.Length > 0)
        {
            var query = request.Path.IndexOf('?', StringComparison.Ordinal);
            target = hasOwnQuery || query < 0 ? redirect.PathRedirect : redirect.PathRedirect + request.Path[query..];
        }

        if (!target.StartsWith('/'))
        {
            target = $"/{target}";
        }

        return redirect.StripQuery && !hasOwnQuery ? target.Split('?')[0] : target;
    }

    // A port in the request's host stays, unless another one is set, or it is the default port of a scheme that is
    // left.
    private static string HostFor(RequestView request, string scheme, bool dropPort)
    {
        var host = request.Authority;
        var colon = host.StartsWith('[') ? host.LastIndexOf("]:", StringComparison.Ordinal) + 1 : host.LastIndexOf(':');
        if (colon <= 0)
        {
            return host;
        }

        var leavesDefault = scheme != request.ForwardedScheme && (request.ForwardedScheme, host[colon..]) is
            ("https", ":443") or ("http", ":80");

        return dropPort || leavesDefault ? host[..colon] : host;
    }
}
