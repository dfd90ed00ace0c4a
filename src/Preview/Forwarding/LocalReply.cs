using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>An answer that the gateway gives itself.</summary>
internal static class LocalReply
{
    public static async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            context.Response.ContentType = "text/plain";
        }

        await WriteAsync(context, System.Text.Encoding.UTF8.GetBytes(body));
    }

    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        if (body.Length > 0 && !HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
