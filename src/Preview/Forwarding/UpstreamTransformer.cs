using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>Turns the client's request into the upstream's, byte for byte in its path, and the answer back.</summary>
internal sealed class UpstreamTransformer(ForwardPlan plan, RetryPlan retries, int attempt) : HttpTransformer
{
    private static readonly UriCreationOptions AsWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>True when the answer was kept from the client because another attempt follows.</summary>
    public bool HeldBack { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
            CancellationToken cancellationToken)
    {
        httpContext.Request.Headers["x-envoy-attempt-count"] = attempt.ToString(CultureInfo.InvariantCulture);
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = new(destinationPrefix + plan.Path, AsWritten);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return true;
        }

        if (attempt < retries.Attempts && HasNoBody(httpContext) && retries.OnStatus((int)proxyResponse.StatusCode))
        {
            HeldBack = true;

            return false;
        }

        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var elapsed = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        httpContext.Response.Headers["x-envoy-upstream-service-time"] = elapsed.ToString(CultureInfo.InvariantCulture);
        HeaderOperations.Apply(httpContext, httpContext.Response.Headers, plan.Decision.ResponseHeaders);
        httpContext.Response.Headers.Server = PreviewGateway.ServerName;

        return true;
    }

    // A body that has been read cannot be sent again: Envoy buffers it, the preview does not.
    private static bool HasNoBody(HttpContext context) =>
        context.Request.ContentLength is null or 0 && !context.Request.Headers.ContainsKey("transfer-encoding");
}
