using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>
/// Sends a request to an endpoint of its cluster, again if the route says so, and answers with Envoy's words if none
/// does.
/// </summary>
internal sealed class RequestForwarder(IHttpForwarder forwarder, HttpMessageInvoker client, RequestMirror mirror)
{
    // Longer than any route's timeout; a route without one may stream for as long as it likes.
    private static readonly TimeSpan NoTimeout = TimeSpan.FromDays(20);

    public async Task ForwardAsync(HttpContext context, ForwardPlan plan, IReadOnlyList<UpstreamCluster> mirrors)
    {
        ForwardedHeaders.Add(context, plan);
        HeaderOperations.Apply(context, context.Request.Headers, plan.Decision.RequestHeaders);
        context.Request.Headers.Host = plan.Decision.Authority;
        await mirror.CopyAsync(context, plan, mirrors);

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var isUpgrade = context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true;
        if (plan.Timeout is { } limit && !isUpgrade)
        {
            timeout.CancelAfter(limit);
        }

        await AttemptAsync(context, plan, timeout.Token);
    }

    private async Task AttemptAsync(HttpContext context, ForwardPlan plan, CancellationToken cancellation)
    {
        var retries = plan.Retries;
        List<UpstreamEndpoint> tried = [];
        for (var attempt = 1; ; attempt++)
        {
            if (plan.Cluster.Next(tried) is not { } endpoint)
            {
                await LocalReply.WriteAsync(context, 503, "no healthy upstream");

                return;
            }

            tried.Add(endpoint);
            var transformer = new UpstreamTransformer(plan, retries, attempt);
            var error = await SendAsync(context, plan, endpoint, transformer, cancellation);
            var mayRetry = attempt < retries.Attempts && !context.Response.HasStarted
                && !cancellation.IsCancellationRequested;
            if (mayRetry && IsRetriable(context, error, transformer, retries))
            {
                context.Response.Clear();
                context.Features.Set<IForwarderErrorFeature>(null);
                continue;
            }

            await AnswerFailureAsync(context, error, attempt, cancellation);

            return;
        }
    }

    private async Task<ForwarderError> SendAsync(
        HttpContext context,
        ForwardPlan plan,
        UpstreamEndpoint endpoint,
        UpstreamTransformer transformer,
        CancellationToken cancellation)
    {
        var http2 = plan.Cluster.SpeaksHttp2
            || (plan.Cluster.FollowsDownstream && HttpProtocol.IsHttp2(context.Request.Protocol));
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = NoTimeout,
            AllowResponseBuffering = false,
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (plan.Retries.AttemptTimeout is { } limit)
        {
            attempt.CancelAfter(limit);
        }

        return await forwarder.SendAsync(context, endpoint.Origin, client, config, transformer, attempt.Token);
    }

    private static bool IsRetriable(
        HttpContext context, ForwarderError error, UpstreamTransformer transformer, RetryPlan retries) =>
        error switch
        {
            ForwarderError.None => transformer.HeldBack,
            ForwarderError.Request => retries.OnConnectFailure && IsConnectFailure(context),
            ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled =>
                retries.OnTimeout && !context.RequestAborted.IsCancellationRequested,
            _ => false,
        };

    private static async Task AnswerFailureAsync(
        HttpContext context, ForwarderError error, int attempts, CancellationToken cancellation)
    {
        if (error is ForwarderError.None || context.Response.HasStarted
            || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        context.Response.Clear();
        var timedOut = error is ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled
            || cancellation.IsCancellationRequested;
        await (timedOut
            ? LocalReply.WriteAsync(context, 504, "upstream request timeout")
            : LocalReply.WriteAsync(context, 503, ConnectErrorText(context, attempts)));
    }

    private static string ConnectErrorText(HttpContext context, int attempts)
    {
        var words = attempts > 1 ? "retried and the latest reset reason" : "reset reason";
        var reason = IsConnectFailure(context)
            ? $"remote connection failure, transport failure reason: delayed connect error: {SocketReason(context)}"
            : "connection termination";

        return $"upstream connect error or disconnect/reset before headers. {words}: {reason}";
    }

    private static bool IsConnectFailure(HttpContext context) => Failure(context) is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
    };

    private static string SocketReason(HttpContext context) =>
        Failure(context)?.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            ? "Connection refused"
            : Failure(context)?.InnerException?.Message ?? "unknown";

    private static Exception? Failure(HttpContext context) => context.Features.Get<IForwarderErrorFeature>()?.Exception;
}
