using System.Globalization;
using System.Text.Json;

namespace GatewayPipeline.Agent.Status;

/// <summary>The status socket's two questions: how are you, and what exactly do you serve.</summary>
internal sealed class StatusEndpoints(StatusBoard board, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public void Map(WebApplication application)
    {
        application.MapGet("/status", AnswerStatusAsync);
        application.MapGet("/bundle", AnswerBundleAsync);
    }

    private async Task AnswerStatusAsync(HttpContext context)
    {
        var status = board.Current;
        if (context.Request.Query.TryGetValue("sequence", out var stated))
        {
            if (!long.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("sequence is a whole number\n", context.RequestAborted);
                return;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            status = await board.AwaitAsync(sequence, LongestWait, time, ending.Token);
        }

        context.Response.ContentType = "application/json";
        var json = JsonSerializer.SerializeToUtf8Bytes(status, StatusJson.Default.AgentStatus);
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private async Task AnswerBundleAsync(HttpContext context)
    {
        if (board.ActiveBundle is not { Bytes: var bytes })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/gzip";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
