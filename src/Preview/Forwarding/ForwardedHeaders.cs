using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>What an edge proxy tells the upstream about the client, under Envoy's names.</summary>
internal static class ForwardedHeaders
{
    public static void Add(HttpContext context, ForwardPlan plan)
    {
        var headers = context.Request.Headers;
        var peer = context.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "";
        headers["x-forwarded-for"] = headers.TryGetValue("x-forwarded-for", out var earlier) ? $"{earlier},{peer}"
            : peer;
        headers["x-forwarded-proto"] = context.Request.Scheme;
        if (!headers.ContainsKey("x-request-id"))
        {
            headers["x-request-id"] = Guid.NewGuid().ToString();
        }

        if (plan.Path != plan.OriginalPath)
        {
            headers["x-envoy-original-path"] = plan.OriginalPath;
        }

        if (plan.Timeout is { } timeout)
        {
            headers["x-envoy-expected-rq-timeout-ms"] = ((long)timeout.TotalMilliseconds)
                .ToString(CultureInfo.InvariantCulture);
        }
    }
}
