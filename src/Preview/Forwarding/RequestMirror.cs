using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>
/// Sends copies of requests to mirrors and forgets them. Bodies are copied when their length is known and moderate.
/// </summary>
internal sealed class RequestMirror(HttpMessageInvoker client)
{
    private const int LongestBody = 8 << 20;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);
    private static readonly UriCreationOptions AsWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    public async Task CopyAsync(HttpContext context, ForwardPlan plan, IReadOnlyList<UpstreamCluster> mirrors)
    {
        if (mirrors.Count == 0 || !await HasCopyableBodyAsync(context))
        {
            return;
        }

        var body = context.Request.Body is MemoryStream memory ? memory.ToArray() : [];
        foreach (var cluster in mirrors)
        {
            if (cluster.Next([]) is { } endpoint)
            {
                _ = SendAsync(Copy(context, endpoint.Origin + plan.Path, cluster, body));
            }
        }
    }

    private static async Task<bool> HasCopyableBodyAsync(HttpContext context)
    {
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true;
        if (!hasBody)
        {
            return true;
        }

        if (context.Request.ContentLength is not { } length || length > LongestBody)
        {
            return false;
        }

        var memory = new MemoryStream((int)length);
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        memory.Position = 0;
        context.Request.Body = memory;

        return true;
    }

    private static HttpRequestMessage Copy(HttpContext context, string uri, UpstreamCluster cluster, byte[] body)
    {
        var request = new HttpRequestMessage(new(context.Request.Method), new Uri(uri, AsWritten))
        {
            Version = cluster.SpeaksHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body.Length > 0 ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!IsHopByHop(name) && !request.Headers.TryAddWithoutValidation(name, [.. values]))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }

        return request;
    }

    private async Task SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var limit = new CancellationTokenSource(TimeLimit))
        {
            try
            {
                using var response = await client.SendAsync(request, limit.Token);
                await response.Content.CopyToAsync(Stream.Null, limit.Token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // A mirror's answer, and whether there is one, is nobody's business.
            }
        }
    }

    private static bool IsHopByHop(string name) =>
        name.StartsWith(':')
            || name.ToUpperInvariant() is "CONNECTION" or "TRANSFER-ENCODING" or "UPGRADE" or "KEEP-ALIVE"
            or "TE" or "TRAILER" or "CONTENT-LENGTH";
}
