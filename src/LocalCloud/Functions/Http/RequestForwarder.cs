using GatewayPipeline.LocalCloud.Functions.Configuration;
using GatewayPipeline.LocalCloud.Functions.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GatewayPipeline.LocalCloud.Functions.Http;

/// <summary>
/// Passes a request on to the handler as it came, and the handler's answer back. Forwarded, a request is a whole one: a
/// body that does not say its length is left out, and the answer is read before it is given. Proxied, both flow.
/// </summary>
internal sealed class RequestForwarder(HttpClient client, HttpPassing passing)
{
    // They speak of one connection, not of the request.
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.TE,
        HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade,
    };

    public async Task ForwardAsync(HttpContext context, Guid invocationId, Uri handler, CancellationToken cancellation)
    {
        using var request = RequestFor(context.Request, invocationId, handler);
        using var response = await client.SendAsync(
            request,
            passing is HttpPassing.Proxying
                ? HttpCompletionOption.ResponseHeadersRead
                : HttpCompletionOption.ResponseContentRead,
            cancellation);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!OfTheConnection.Contains(name))
            {
                context.Response.Headers.Append(name, values.ToArray());
            }
        }

        if (MayHaveBody(context))
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await CopyAsync(body, context.Response.Body, cancellation);
        }
    }

    private HttpRequestMessage RequestFor(HttpRequest incoming, Guid invocationId, Uri handler)
    {
        var request = new HttpRequestMessage(
            new(incoming.Method), new Uri(handler, incoming.PathBase + incoming.Path + incoming.QueryString))
        {
            Content = incoming.ContentLength is > 0
                || (passing is HttpPassing.Proxying && incoming.Headers.TransferEncoding.Count > 0)
                    ? new StreamContent(incoming.Body)
                    : null,
        };
        foreach (var (name, values) in incoming.Headers)
        {
            if (!OfTheConnection.Contains(name)
                && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        Invoker.AddHeaders(request.Headers, invocationId);

        return request;
    }

    private static bool MayHaveBody(HttpContext context) =>
        !HttpMethods.IsHead(context.Request.Method)
        && context.Response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);

    // What the handler has written is sent, however little it is.
    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
            await to.FlushAsync(cancellation);
        }
    }
}
