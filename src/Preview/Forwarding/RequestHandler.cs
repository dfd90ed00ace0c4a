using System.Collections.Immutable;
using System.Net;
using GatewayPipeline.Compiler.Routing;
using GatewayPipeline.Preview.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>One request: asks RouteMatcher what Envoy would do with it, and does that.</summary>
internal sealed class RequestHandler(RequestForwarder forwarder)
{
    // What is swapped is one reference: a request takes it once and never sees half of two configurations.
    private volatile Serving serving = new(PreviewConfiguration.Empty);

    public PreviewConfiguration Configuration => serving.Configuration;

    /// <summary>Routes by what is in force at this moment.</summary>
    public RouteMatcher Matcher => serving.Matcher;

    public void Use(PreviewConfiguration configuration) => serving = new(configuration);

    public async Task HandleAsync(HttpContext context, IPEndPoint listener)
    {
        var now = serving;
        context.Request.Scheme = context.Features.Get<EndedTls>() is null ? "http" : "https";
        var request = Read(context, listener);
        var decision = now.Matcher.Match(request);
        context.Response.Headers.Server = PreviewGateway.ServerName;
        switch (decision.Outcome)
        {
            case RouteOutcome.Cluster cluster:
                await ForwardAsync(context, now.Configuration, decision, cluster.Name, request);
                break;
            case RouteOutcome.Weighted weighted:
                await ForwardAsync(context, now.Configuration, decision, weighted.Chosen.Cluster, request);
                break;
            case RouteOutcome.Redirect redirect:
                context.Response.Headers.Location = redirect.Location;
                await ReplyAsync(context, decision, redirect.Status, "");
                break;
            case RouteOutcome.DirectResponse direct:
                if (direct.Location is { } location)
                {
                    context.Response.Headers.Location = location;
                }

                await ReplyAsync(context, decision, direct.Status, direct.Body);
                break;
            case RouteOutcome.Rejected rejected:
                await LocalReply.WriteAsync(context, rejected.Status, "");
                break;
            case RouteOutcome.NotFound:
                await LocalReply.WriteAsync(context, StatusCodes.Status404NotFound, "");
                break;
            default:
                context.Abort();
                break;
        }
    }

    private async Task ForwardAsync(
        HttpContext context, PreviewConfiguration configuration, RouteDecision decision, string cluster,
            RouteRequest request)
    {
        if (!configuration.Upstreams.TryGetValue(cluster, out var upstream))
        {
            await LocalReply.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "");

            return;
        }

        if (upstream.SpeaksTls)
        {
            await LocalReply.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable,
                $"the preview gateway speaks no TLS to endpoints, and those of {cluster} ask for it: install Envoy");

            return;
        }

        ImmutableArray<UpstreamCluster> mirrors =
        [
            .. decision.Mirrors
                .Where(mirror => Random.Shared.NextDouble() * 100 < mirror.Percent)
                .Select(mirror => configuration.Upstreams.GetValueOrDefault(mirror.Cluster))
                .OfType<UpstreamCluster>(),
        ];
        await forwarder.ForwardAsync(context, new(decision, upstream, request.Path), mirrors);
    }

    private static Task ReplyAsync(HttpContext context, RouteDecision decision, int status, string body)
    {
        HeaderOperations.Apply(context, context.Response.Headers, decision.ResponseHeaders);

        return LocalReply.WriteAsync(context, status, body);
    }

    private static RouteRequest Read(HttpContext context, IPEndPoint listener) => new()
    {
        Port = listener.Port,
        Address = listener.Address.ToString(),
        Method = context.Request.Method,
        Scheme = context.Request.Scheme,
        Sni = context.Features.Get<EndedTls>()?.ServerName,
        Authority = context.Request.Host.Value ?? "",
        Path = PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget),
        Headers =
        [
            .. context.Request.Headers.SelectMany(
                header => header.Value.OfType<string>().Select(value => new HeaderField(header.Key, value))),
        ],
        Random = (ulong)Random.Shared.NextInt64(),
    };

    // A request line may name a whole URL; what counts is its path.
    private static string PathOf(string target)
    {
        if (target.StartsWith('/') || !target.Contains("://", StringComparison.Ordinal))
        {
            return target;
        }

        var path = target.IndexOf('/', target.IndexOf("://", StringComparison.Ordinal) + 3);

        return path < 0 ? "/" : target[path..];
    }

    private sealed class Serving(PreviewConfiguration configuration)
    {
        public PreviewConfiguration Configuration => configuration;

        public RouteMatcher Matcher { get; } = new(configuration.ToResources());
    }
}
